package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of bytes in the IDX format: the magic number {@code 0x08} (bytes) and the rank, a size for
 * each axis, all I32 and big-endian, then the elements (LeCun, Cortes and Burges, "The MNIST
 * database of handwritten digits").
 *
 * @param sizes of the axes
 * @param content the elements, row-major
 */
record IdxFile(int[] sizes, byte[] content) {
    private static final int UNSIGNED_BYTES = 0x800;

    /** DEFLATE makes of one byte at most 1032 (zlib's technical notes), so a gzip file as well. */
    private static final long MOST_OF_ONE_BYTE = 1032;

    /** A little less than the longest array of common virtual machines. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Whether a file begins as this format or a gzip file does; false for one that is not there.
     */
    static boolean isAt(Path file) {
        try (InputStream stored =
                new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            return isGzip(stored) || stored.read() == 0 && stored.read() == 0;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** An image of a file with the axes images, height and width. */
    Image image(int index) {
        int size = sizes[1] * sizes[2];
        byte[] pixels = Arrays.copyOfRange(content, index * size, (index + 1) * size);
        return new Image(sizes[1], sizes[2], 1, pixels);
    }

    /** Reads a file whose elements have so many axes. */
    static IdxFile read(Path file, int rank) {
        try (InputStream stored =
                new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            long size = Files.size(file);
            boolean compressed = isGzip(stored);
            InputStream bytes = compressed ? new GZIPInputStream(stored, BUFFER_BYTES) : stored;
            long most = compressed ? size * MOST_OF_ONE_BYTE : size;
            return read(file, bytes, rank, compressed, most);
        } catch (NoSuchFileException missing) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND, file + " does not exist; name an IDX file.", missing);
        } catch (EOFException | ZipException broken) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " is no whole gzip file ("
                            + (broken instanceof EOFException
                                    ? "it ends early"
                                    : broken.getMessage())
                            + "); fetch it again.",
                    broken);
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " cannot be read: "
                            + (unreadable instanceof AccessDeniedException
                                    ? "no permission; change its permissions."
                                    : unreadable.getMessage() + "; name an IDX file."),
                    unreadable);
        }
    }

    private static boolean isGzip(InputStream stored) throws IOException {
        stored.mark(2);
        boolean gzip = stored.read() == 0x1f && stored.read() == 0x8b;
        stored.reset();
        return gzip;
    }

    private static IdxFile read(
            Path file, InputStream bytes, int rank, boolean compressed, long most)
            throws IOException {
        byte[] header = new byte[4 * (1 + rank)];
        int found = readUpTo(bytes, header);
        ByteBuffer numbers = ByteBuffer.wrap(header, 0, found);
        if (found < 4 || numbers.getInt() != UNSIGNED_BYTES + rank) {
            throw broken(
                    file,
                    "it begins with "
                            + (found < 4
                                    ? found + " bytes and no magic number"
                                    : "the magic number " + numbers.getInt(0))
                            + "; accepted is "
                            + (UNSIGNED_BYTES + rank)
                            + ", that of an IDX file of bytes with "
                            + rank
                            + (rank == 1 ? " axis" : " axes"));
        }
        if (found < header.length) {
            throw truncated(file, found, header.length);
        }
        int[] sizes = new int[rank];
        long elements = 1;
        for (int axis = 0; axis < rank; axis++) {
            sizes[axis] = numbers.getInt();
            if (sizes[axis] < 1) {
                throw broken(
                        file,
                        "its header gives an axis the size "
                                + sizes[axis]
                                + "; accepted"
                                + " are 1 or more");
            }
            // Stops where it is too large, so that it cannot overflow.
            elements = elements > MOST_BYTES ? elements : elements * sizes[axis];
        }
        long wanted = header.length + elements;
        if (elements > MOST_BYTES) {
            throw broken(
                    file,
                    "its header asks for "
                            + text(sizes)
                            + " bytes, and at most "
                            + MOST_BYTES
                            + " are read into memory");
        }
        if (wanted > most) {
            throw compressed
                    ? broken(
                            file,
                            "its header asks for "
                                    + text(sizes)
                                    + " bytes, more than the file can hold")
                    : truncated(file, most, wanted);
        }
        byte[] content = new byte[(int) elements];
        found = readUpTo(bytes, content);
        if (found < content.length) {
            throw truncated(file, header.length + (long) found, wanted);
        }
        if (bytes.read() >= 0) {
            throw broken(
                    file, "it goes on after the " + wanted + " bytes that its header asks for");
        }
        return new IdxFile(sizes, content);
    }

    private static String text(int[] sizes) {
        return Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
    }

    /** Fills an array, or as much of it as there is; a gzip stream cut short ends as others do. */
    private static int readUpTo(InputStream bytes, byte[] target) throws IOException {
        int found = 0;
        try {
            int more;
            while (found < target.length
                    && (more = bytes.read(target, found, target.length - found)) >= 0) {
                found += more;
            }
        } catch (EOFException cutShort) {
            return found;
        }
        return found;
    }

    private static SteelyardException truncated(Path file, long found, long wanted) {
        return broken(file, "it ends at byte " + found + " where its header asks for " + wanted);
    }

    private static SteelyardException broken(Path file, String what) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                file + " is no IDX file that can be read: " + what + ". Fetch it again.");
    }
}
