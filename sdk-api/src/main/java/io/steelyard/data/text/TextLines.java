package io.steelyard.data.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a text file as a table with the column {@code text}. A line ends with CR, LF or
 * both; those without text are passed over. Immutable and safe for use from many threads.
 */
public final class TextLines implements Table {
    /** The name of the column. */
    public static final String TEXT = "text";

    private final TextBlocks blocks;

    private TextLines(TextBlocks blocks) {
        this.blocks = blocks;
    }

    /**
     * Reads a file once, to find its lines; the text is read when it is asked for.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}; {@code INVALID_FILE} when it has no text,
     *     or naming file, line and column of bytes that are none; {@code INVALID_ARGUMENT} for a
     *     character set that does not extend ASCII
     */
    public static TextLines open(Path file, Charset charset) {
        TextBlocks blocks = TextBlocks.scan(file, charset, new LineScanner());
        if (blocks.count() == 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " has no line with text. Name a file that has some.");
        }
        return new TextLines(blocks);
    }

    @Override
    public String name() {
        return blocks.file().toString();
    }

    @Override
    public List<String> columns() {
        return List.of(TEXT);
    }

    @Override
    public BlockedDataset<Row> rows() {
        return new Lines(blocks);
    }

    private record Lines(TextBlocks source) implements BlockedDataset<Row> {
        @Override
        public int blocks() {
            return source.count();
        }

        @Override
        public long start(int block) {
            return source.row(block);
        }

        @Override
        public List<Row> block(int block) {
            List<Row> rows = new ArrayList<>();
            long line = source.line(block);
            for (String text : (Iterable<String>) source.text(block).lines()::iterator) {
                if (!text.chars().allMatch(LineScanner::isBlank)) {
                    rows.add(new Row(List.of(text), line));
                }
                line++;
            }
            if (rows.size() != start(block + 1) - start(block)) {
                throw source.changed();
            }
            return rows;
        }
    }
}
