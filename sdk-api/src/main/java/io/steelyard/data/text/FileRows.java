package io.steelyard.data.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A row for each file: its text, missing where it is blank, and a label. The line of a row is its
 * number.
 *
 * @param files one for each row
 * @param labels one for each row
 */
record FileRows(List<Path> files, List<String> labels, Charset charset)
        implements BlockedDataset<Row> {
    private static final int FILES_OF_BLOCK = 256;

    private static final long MOST_BYTES = 1 << 24;

    @Override
    public int blocks() {
        return (files.size() + FILES_OF_BLOCK - 1) / FILES_OF_BLOCK;
    }

    @Override
    public long start(int block) {
        Objects.checkIndex(block, blocks() + 1);
        return Math.min(files.size(), (long) block * FILES_OF_BLOCK);
    }

    @Override
    public List<Row> block(int block) {
        List<Row> rows = new ArrayList<>();
        for (int i = (int) start(block); i < start(block + 1); i++) {
            String text = text(files.get(i));
            rows.add(new Row(Arrays.asList(text.isBlank() ? null : text, labels.get(i)), i + 1));
        }
        return rows;
    }

    private String text(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new SteelyardException(
                        ErrorCode.INVALID_FILE,
                        file
                                + " has more than "
                                + (MOST_BYTES >> 20)
                                + " MiB and is to be one example; put it into several files.");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException failed) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " cannot be read: " + failed.getMessage() + ".",
                    failed);
        }
        return StrictText.decode(file, charset, bytes, 0, bytes.length, 1);
    }
}
