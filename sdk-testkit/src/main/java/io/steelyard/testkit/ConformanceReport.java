package io.steelyard.testkit;

import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table: a row for each operation, a column for each dtype. Not safe for use from several
 * threads.
 */
final class ConformanceReport {
    private final Map<String, Map<DType, Integer>> passed = new TreeMap<>();
    private final Map<String, Map<DType, Integer>> refused = new TreeMap<>();
    private final Map<String, Map<DType, Integer>> all = new TreeMap<>();

    ConformanceReport(List<OpCase> cases) {
        cases.forEach(opCase -> count(all, opCase));
    }

    /** A case that did not fail. */
    void record(OpCase opCase, CaseRunner.Outcome outcome) {
        switch (outcome) {
            case PASSED -> count(passed, opCase);
            case NOT_DECLARED -> count(refused, opCase);
        }
    }

    private static void count(Map<String, Map<DType, Integer>> table, OpCase opCase) {
        table.computeIfAbsent(opCase.subject(), _ -> new EnumMap<>(DType.class))
                .merge(opCase.dtype(), 1, Integer::sum);
    }

    void write(Path file, Backend backend) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# Conformance of backend ").append(backend.name()).append("\n\n");
        text.append("Device: ").append(backend.capabilities().device()).append(".\n");
        text.append(
                "A number counts the cases that passed, `-` is a dtype that is not declared and"
                        + " is");
        text.append(
                " refused, and an empty field is a dtype that the operation does not take.\n\n");
        row(text, "operation", Arrays.stream(DType.values()).map(DType::text).toList());
        row(text, "---", Arrays.stream(DType.values()).map(_ -> "---").toList());
        for (String subject : all.keySet()) {
            row(
                    text,
                    subject,
                    Arrays.stream(DType.values()).map(dtype -> cell(subject, dtype)).toList());
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    private static void row(StringBuilder text, String head, Iterable<String> cells) {
        text.append("| ").append(head).append(" | ");
        text.append(String.join(" | ", cells)).append(" |\n");
    }

    private String cell(String subject, DType dtype) {
        int wanted = number(all, subject, dtype);
        int good = number(passed, subject, dtype);
        int not = number(refused, subject, dtype);
        if (wanted == 0) {
            return "";
        }
        if (not == wanted) {
            return "-";
        }
        String text = Integer.toString(good);
        return good + not == wanted ? text : text + " of " + (wanted - not) + " FAILED";
    }

    private static int number(Map<String, Map<DType, Integer>> table, String subject, DType dtype) {
        return table.getOrDefault(subject, Map.of()).getOrDefault(dtype, 0);
    }

    @Override
    public String toString() {
        return all.keySet().stream()
                .map(subject -> subject + " " + passed.getOrDefault(subject, Map.of()))
                .collect(Collectors.joining("\n"));
    }
}
