package io.steelyard.data.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the rows of a text file are, by blocks of some thousand rows, so that a file that is larger
 * than memory is read in pieces and in any order. Immutable and safe for use from many threads.
 */
public final class TextBlocks {
    /**
     * A part of the file that holds whole rows.
     *
     * @param offset of its first row, in bytes
     * @param bytes up to the next block
     * @param row the number of its first row, from 0
     * @param line of its first row, from 1
     */
    record Block(long offset, int bytes, long row, long line) {}

    private final Path file;
    private final Charset charset;
    private final List<Block> blocks;
    private final long rows;
    private final long size;

    TextBlocks(Path file, Charset charset, List<Block> blocks, long rows, long size) {
        this.file = file;
        this.charset = charset;
        this.blocks = List.copyOf(blocks);
        this.rows = rows;
        this.size = size;
    }

    /**
     * Reads a file from its beginning to its end and checks that it is text throughout. A byte
     * order mark of UTF-8 is passed over.
     *
     * @param charset one that extends ASCII, as UTF-8 and ISO-8859-1 do and UTF-16 does not
     * @throws SteelyardException {@code FILE_NOT_FOUND}; {@code INVALID_FILE} naming file, line and
     *     column of bytes that are no text, and what the scanner refuses; {@code INVALID_ARGUMENT}
     *     for a character set that does not extend ASCII
     */
    public static TextBlocks scan(Path file, Charset charset, RowScanner scanner) {
        return new BlockScan(file, charset).run(scanner);
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** The number of blocks. */
    public int count() {
        return blocks.size();
    }

    /**
     * The number of rows in the blocks before this one; for {@code count()} that of all. Throws
     * {@link IndexOutOfBoundsException} outside [0, count].
     */
    public long row(int block) {
        return block == blocks.size() ? rows : blocks.get(block).row();
    }

    /** The line of the file, from 1, on which the first row of a block begins. */
    public long line(int block) {
        return blocks.get(block).line();
    }

    /**
     * Reads a block. Throws {@code INVALID_FILE} when the file is no longer what it was, and {@link
     * IndexOutOfBoundsException} outside [0, count).
     */
    public String text(int block) {
        Block place = blocks.get(block);
        byte[] bytes = new byte[place.bytes()];
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() != size) {
                throw changed();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, place.offset() + buffer.position()) < 0) {
                    throw changed();
                }
            }
        } catch (IOException failed) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " cannot be read: " + failed.getMessage() + ".",
                    failed);
        }
        return StrictText.decode(file, charset, bytes, 0, bytes.length, place.line());
    }

    /** {@code INVALID_FILE} for a file in which a block is no longer what it was. */
    public SteelyardException changed() {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                file
                        + " was changed since it was opened. Leave it as it is while it is in use,"
                        + " and start again.");
    }
}
