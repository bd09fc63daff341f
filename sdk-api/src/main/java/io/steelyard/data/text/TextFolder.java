package io.steelyard.data.text;

import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of labelled texts as a table with the columns {@code text} and {@code label}. It holds
 * either a file for each class, with an example on each line, whose name is the label ({@code
 * rt-polarity.pos}; an ending {@code .txt} is no part of it), or a folder for each class, with an
 * example in each file, whose name is the label. Classes come in the order of their names, and the
 * files of a class too; what begins with a dot is left aside. Immutable and safe for use from many
 * threads.
 */
public final class TextFolder implements Table {
    /** The name of the column of labels. */
    public static final String LABEL = "label";

    private static final String ENDING = ".txt";

    private final Path directory;
    private final BlockedDataset<Row> rows;

    private TextFolder(Path directory, BlockedDataset<Row> rows) {
        this.directory = directory;
        this.rows = rows;
    }

    /**
     * Opens a folder. Files of examples by line are read once, to find the lines; files of one
     * example are read when they are asked for.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}; {@code INVALID_FILE} naming file, line and
     *     column of bytes that are no text; {@code INVALID_DATA} naming a class without examples,
     *     when there is none, or when there are both files and folders
     */
    public static TextFolder open(Path directory, Charset charset) {
        List<Path> entries = list(directory);
        List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
        if (entries.isEmpty()) {
            throw refusal(
                    directory
                            + " is empty; accepted is a folder with a file or a folder for each"
                            + " class.");
        }
        if (!folders.isEmpty() && folders.size() < entries.size()) {
            throw refusal(
                    directory
                            + " has folders, such as "
                            + folders.getFirst().getFileName()
                            + ", and files beside them, such as "
                            + entries.stream()
                                    .filter(entry -> !Files.isDirectory(entry))
                                    .findFirst()
                                    .orElseThrow()
                                    .getFileName()
                            + "; accepted is a folder for each class or a file for each. Take the"
                            + " others out.");
        }
        BlockedDataset<Row> rows =
                folders.isEmpty()
                        ? Datasets.concat(
                                entries.stream().map(file -> lines(file, charset)).toList())
                        : files(folders, charset);
        return new TextFolder(directory, rows);
    }

    private static BlockedDataset<Row> lines(Path file, Charset charset) {
        String name = name(file);
        String label =
                name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
        return new LabeledRows(TextLines.open(file, charset).rows(), label);
    }

    private static BlockedDataset<Row> files(List<Path> folders, Charset charset) {
        List<Path> files = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> examples = list(folder);
            if (examples.isEmpty()) {
                throw refusal(
                        folder
                                + " is a class without an example; put its texts there or take the"
                                + " folder out.");
            }
            for (Path example : examples) {
                if (Files.isDirectory(example)) {
                    throw refusal(
                            example
                                    + " is a folder within a class; put its texts into "
                                    + folder
                                    + " itself.");
                }
                files.add(example);
                labels.add(name(folder));
            }
        }
        return new FileRows(List.copyOf(files), List.copyOf(labels), charset);
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !name(entry).startsWith("."))
                    .sorted((left, right) -> name(left).compareTo(name(right)))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException missing) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    directory
                            + " is no directory; name one that has a file or a folder for each"
                            + " class.",
                    missing);
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    directory + " cannot be listed: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static SteelyardException refusal(String sentence) {
        return new SteelyardException(ErrorCode.INVALID_DATA, sentence);
    }

    @Override
    public String name() {
        return directory.toString();
    }

    @Override
    public List<String> columns() {
        return List.of(TextLines.TEXT, LABEL);
    }

    @Override
    public BlockedDataset<Row> rows() {
        return rows;
    }

    private record LabeledRows(BlockedDataset<Row> lines, String label)
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
            return lines.block(block).stream()
                    .map(row -> new Row(List.of(row.value(0), label), row.line()))
                    .toList();
        }
    }
}
