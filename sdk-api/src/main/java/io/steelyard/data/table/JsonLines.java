package io.steelyard.data.table;

import io.steelyard.data.text.TextLines;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableFormat;
import io.steelyard.spi.TableOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON Lines: a JSON object on each line. The columns are the keys of all objects, in the order in
 * which they first appear; a row without a key has a missing value there, as with {@code null}.
 * Numbers and booleans stand as they are written, the elements of an array are joined by {@code |},
 * and an object within an object is refused. Header and delimiter of the options say nothing here.
 */
public final class JsonLines implements TableFormat {
    private static final int MOST_COLUMNS = 10_000;

    /** The format; it has no state. */
    public JsonLines() {}

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public Set<String> extensions() {
        return Set.of("jsonl", "ndjson");
    }

    @Override
    public Table open(Path file, TableOptions options) {
        Table lines = TextLines.open(file, options.charset());
        JsonObjects objects = new JsonObjects(file.toString(), options.missing());
        Set<String> columns = new LinkedHashSet<>();
        for (Row line : lines.rows()) {
            columns.addAll(objects.read(line).keySet());
            if (columns.size() > MOST_COLUMNS) {
                throw new SteelyardException(
                        ErrorCode.INVALID_FILE,
                        file
                                + ", line "
                                + line.line()
                                + ": here the objects have more than "
                                + MOST_COLUMNS
                                + " different keys, which are to be columns. Use the same keys in"
                                + " each object.");
            }
        }
        if (columns.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " has objects without keys only. Name a file with values in them.");
        }
        return new ObjectTable(lines, objects, List.copyOf(columns));
    }

    private record ObjectTable(Table lines, JsonObjects objects, List<String> columns)
            implements Table {
        @Override
        public String name() {
            return lines.name();
        }

        @Override
        public BlockedDataset<Row> rows() {
            return new Rows(lines.rows(), objects, columns);
        }
    }

    private record Rows(BlockedDataset<Row> lines, JsonObjects objects, List<String> columns)
            implements BlockedDataset<Row> {
        @Override
        public int blocks() {
            return lines.blocks();
        }

        @Override
        public long start(int block) {
            return lines.start(block);
        }

        @Override
        public List<Row> block(int block) {
            return lines.block(block).stream().map(this::row).toList();
        }

        private Row row(Row line) {
            Map<String, @Nullable String> object = objects.read(line);
            List<@Nullable String> values = new ArrayList<>(columns.size());
            for (String column : columns) {
                values.add(object.get(column));
            }
            return new Row(values, line.line());
        }
    }
}
