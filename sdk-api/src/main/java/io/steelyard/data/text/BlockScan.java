package io.steelyard.data.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a text file once and cuts it into blocks. Holds the bytes of one block at a time. */
final class BlockScan implements RowScanner.RowStarts {
    private static final int MOST_ROWS = 4_096;
    private static final int BLOCK_BYTES = 1 << 20;

    /** A longer row is taken for a quote that was not closed. */
    private static final int MOST_BYTES = 1 << 24;

    private static final int CHUNK = 1 << 18;
    private static final String ASCII = "\t\n\r\",;|09AZaz";

    private final Path file;
    private final Charset charset;
    private final List<TextBlocks.Block> blocks = new ArrayList<>();

    /** Bytes of the file from {@code bufferOffset} on that belong to no finished block yet. */
    private byte[] buffer = new byte[BLOCK_BYTES + CHUNK];

    private long bufferOffset;
    private int buffered;

    /** The first row of the block that is being gathered, once there is a row. */
    private long blockOffset;

    private long blockLine;
    private long blockRow;
    private long rows;
    private long rowLine = 1;

    BlockScan(Path file, Charset charset) {
        this.file = file;
        this.charset = charset;
        if (!Arrays.equals(encoded(charset), ASCII.getBytes(StandardCharsets.US_ASCII))) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The character set "
                            + charset.name()
                            + " was given for "
                            + file
                            + "; accepted are those that extend ASCII, such as UTF-8, ISO-8859-1"
                            + " and windows-1252. Save the file as UTF-8.");
        }
    }

    private static byte[] encoded(Charset charset) {
        return charset.canEncode() ? ASCII.getBytes(charset) : new byte[0];
    }

    TextBlocks run(RowScanner scanner) {
        if (!Files.exists(file)) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    file
                            + " does not exist. Check the path; the working folder is "
                            + Path.of("").toAbsolutePath()
                            + ".");
        }
        if (Files.isDirectory(file)) {
            throw refusal(" is a folder. Name a file in it.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            int read = in.readNBytes(buffer, 0, CHUNK);
            int mark = mark(read);
            scanner.scan(buffer, mark, read, mark, this);
            buffered = read;
            while (read == CHUNK) {
                makeRoom();
                read = in.readNBytes(buffer, buffered, CHUNK);
                scanner.scan(buffer, buffered, buffered + read, bufferOffset + buffered, this);
                buffered += read;
            }
        } catch (IOException failed) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " cannot be read: " + failed.getMessage() + ".",
                    failed);
        }
        scanner.end(this);
        long end = bufferOffset + buffered;
        if (rows > 0) {
            finish(end);
        }
        return new TextBlocks(file, charset, blocks, rows, end);
    }

    /** The length of a byte order mark. */
    private int mark(int read) {
        if (read >= 2) {
            int first = (buffer[0] & 0xff) << 8 | buffer[1] & 0xff;
            if (first == 0xfeff || first == 0xfffe) {
                throw refusal(" is in UTF-16, as its first bytes say. Save it as UTF-8.");
            }
        }
        boolean marked =
                read >= 3
                        && buffer[0] == (byte) 0xef
                        && buffer[1] == (byte) 0xbb
                        && buffer[2] == (byte) 0xbf;
        return marked && charset.equals(StandardCharsets.UTF_8) ? 3 : 0;
    }

    @Override
    public void add(long offset, long line) {
        boolean full = rows - blockRow == MOST_ROWS || offset - blockOffset >= BLOCK_BYTES;
        if (rows > 0 && full) {
            finish(offset);
        }
        if (rows == 0 || full) {
            blockOffset = offset;
            blockLine = line;
            blockRow = rows;
        }
        rows++;
        rowLine = line;
    }

    /** Checks and takes down the block that ends before an offset. */
    private void finish(long end) {
        int from = (int) (blockOffset - bufferOffset);
        int to = (int) (end - bufferOffset);
        StrictText.check(file, charset, buffer, from, to, blockLine);
        blocks.add(new TextBlocks.Block(blockOffset, to - from, blockRow, blockLine));
    }

    /** Drops the bytes of finished blocks and has room for another chunk. */
    private void makeRoom() {
        int done = rows == 0 ? 0 : (int) (blockOffset - bufferOffset);
        System.arraycopy(buffer, done, buffer, 0, buffered - done);
        bufferOffset += done;
        buffered -= done;
        if (buffered > MOST_BYTES) {
            throw refusal(
                    ", line "
                            + rowLine
                            + ": the row that begins here does not end within "
                            + (MOST_BYTES >> 20)
                            + " MiB. Close the quote that is open, or name the right delimiter.");
        }
        if (buffer.length - buffered < CHUNK) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }

    private SteelyardException refusal(String sentence) {
        return new SteelyardException(ErrorCode.INVALID_FILE, file + sentence);
    }
}
