package com.example.diagnosis;

import io.steelyard.Steelyard;
import io.steelyard.classification.LabeledTable;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.Tables;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/**
 * A row for each patient: what was seen under the microscope, graded from 1 to 10, and the
 * diagnosis.
 *
 * @param diagnosis the name of its column
 * @param malignant its value where the tumor is malignant
 */
record Patients(Table table, String diagnosis, String malignant) {
    /** The columns of the Wisconsin table, which has no header; its first one is an identity. */
    private static final List<String> WISCONSIN =
            List.of("2", "3", "4", "5", "6", "7", "8", "9", "10", "11");

    private static final List<String> GRADES =
            List.of("thickness", "size", "shape", "adhesion", "nuclei", "chromatin");

    /** Breast cancer Wisconsin (original), as UCI has it. */
    static Patients read(Steelyard sdk, Path file) {
        Table all = sdk.table(file, TableOptions.defaults().withoutHeader());
        return new Patients(Tables.select(all, WISCONSIN), "11", "4");
    }

    /**
     * A third has a malignant tumor, of higher grades on the whole; 2 % of the nuclei are missing.
     */
    static Patients generate(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean malignant = random.nextInt(3) == 0;
            double severity = malignant ? random.nextGaussian(6.5, 2) : random.nextGaussian(2, 1.2);
            @Nullable String[] row = new String[GRADES.size() + 1];
            for (int j = 0; j < GRADES.size(); j++) {
                long grade = Math.clamp(Math.round(severity + random.nextGaussian(0, 1.5)), 1, 10);
                boolean missing = GRADES.get(j).equals("nuclei") && random.nextInt(50) == 0;
                row[j] = missing ? null : Long.toString(grade);
            }
            row[GRADES.size()] = malignant ? "malignant" : "benign";
            rows.add(Arrays.asList(row));
        }
        List<String> columns = new ArrayList<>(GRADES);
        columns.add("diagnosis");
        return new Patients(Tables.of("made-up patients", columns, rows), "diagnosis", "malignant");
    }

    /** Some of them. */
    Patients where(LongPredicate row) {
        return new Patients(Tables.where(table, row), diagnosis, malignant);
    }

    LabeledTable labeled() {
        return new LabeledTable(table, diagnosis);
    }

    /** 1 for each patient with a malignant tumor, and 0 for the others. */
    int[] labels() {
        TableColumn column = TableColumn.of(table, diagnosis);
        List<Integer> labels = new ArrayList<>();
        for (Row row : table.rows()) {
            labels.add(malignant.equals(column.value(row)) ? 1 : 0);
        }
        return labels.stream().mapToInt(Integer::intValue).toArray();
    }
}
