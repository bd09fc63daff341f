package io.steelyard.csv;

import de.siegmar.fastcsv.reader.CsvParseException;

import io.steelyard.data.text.TextBlocks;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.List;
import java.util.Objects;

/**
 * A table in a file with delimiters, of which one block at a time is read.
 *
 * @param source where its rows are, the header among them
 * @param reader of a block
 * @param header the number of rows that name the columns: 1 or 0
 * @param columns their names
 */
record DelimitedTable(TextBlocks source, DelimitedReader reader, int header, List<String> columns)
        implements Table {
    DelimitedTable {
        columns = List.copyOf(columns);
    }

    @Override
    public String name() {
        return source.file().toString();
    }

    @Override
    public BlockedDataset<Row> rows() {
        return new Rows(this);
    }

    private record Rows(DelimitedTable table) implements BlockedDataset<Row> {
        @Override
        public int blocks() {
            return table.source.count();
        }

        @Override
        public long start(int block) {
            return Math.max(0, table.source.row(block) - table.header);
        }

        @Override
        public List<Row> block(int block) {
            Objects.checkIndex(block, blocks());
            TextBlocks source = table.source;
            String text = source.text(block);
            List<Row> rows;
            try {
                rows = table.reader.read(text, source.line(block));
            } catch (CsvParseException notAsScanned) {
                throw source.changed();
            }
            if (rows.size() != source.row(block + 1) - source.row(block)) {
                throw source.changed();
            }
            return block == 0 ? rows.subList(table.header, rows.size()) : rows;
        }
    }
}
