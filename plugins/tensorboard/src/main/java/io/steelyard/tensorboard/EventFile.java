package io.steelyard.tensorboard;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.WriteFailure;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A file of records as TensorFlow's {@code TFRecordWriter} frames them: the length, a checksum of
 * the length, the record, a checksum of the record. Not safe for use from several threads.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;

    private final Path path;
    private final OutputStream out;

    private EventFile(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    /**
     * A new file beside those that are there, which TensorBoard reads in the order of their names.
     *
     * @throws SteelyardException {@code WRITE_FAILED}
     */
    static EventFile create(Path directory, long seconds) {
        try {
            Files.createDirectories(directory);
            for (int number = 0; ; number++) {
                Path path =
                        directory.resolve(
                                String.format(
                                        Locale.ROOT,
                                        "events.out.tfevents.%010d.steelyard.%d.%d",
                                        seconds,
                                        ProcessHandle.current().pid(),
                                        number));
                try {
                    return new EventFile(
                            path,
                            new BufferedOutputStream(
                                    Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)));
                } catch (FileAlreadyExistsException another) {
                    // Of a training in the same second; the next number is free.
                }
            }
        } catch (IOException failure) {
            throw WriteFailure.of(directory, failure);
        }
    }

    /** Appends a record. Throws {@code WRITE_FAILED}. */
    void append(byte[] record) {
        ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(record.length);
        head.putInt(masked(head.array(), Long.BYTES));
        ByteBuffer tail = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt(masked(record, record.length));
        try {
            out.write(head.array());
            out.write(record);
            out.write(tail.array());
        } catch (IOException failure) {
            throw WriteFailure.of(path, failure);
        }
    }

    /** The checksum CRC-32C (RFC 3720, appendix B.4), rotated and shifted as the format asks. */
    static int masked(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    }

    /** Hands over to the file system what was appended, so that it can be seen. */
    void flush() {
        try {
            out.flush();
        } catch (IOException failure) {
            throw WriteFailure.of(path, failure);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException failure) {
            throw WriteFailure.of(path, failure);
        }
    }
}
