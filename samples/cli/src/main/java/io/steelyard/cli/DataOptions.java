package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.classification.ClassificationData;
import io.steelyard.data.table.TargetKind;
import io.steelyard.data.text.TextFolder;
import io.steelyard.data.text.TextLines;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Options that say what labelled data is, and how it is read. */
final class DataOptions {
    private static final List<String> KINDS = List.of("image", "text", "tabular");

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = {
                "Images: a directory with IDX files as MNIST has them, or with a folder for each"
                        + " class. Texts and tables: a file that ends in .csv, .tsv or .jsonl."
                        + " Texts: also a directory with a file or a folder for each class."
            })
    private @Nullable Path data;

    @Option(
            names = "--kind",
            paramLabel = "image|text|tabular",
            description = "What the data is. If not named, a directory has images and a file rows.")
    private @Nullable String kind;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column of a file that is predicted.")
    private @Nullable String label;

    @Option(names = "--text", paramLabel = "COLUMN", description = "The column of the texts.")
    private @Nullable String text;

    @Option(
            names = "--target",
            paramLabel = "class|labels|value",
            description =
                    "What is predicted: a class, any number of labels (separated by '|'), or a"
                            + " number. If not named, the values of the column say it.")
    private @Nullable String target;

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "A file like --data that the trained model is measured on.")
    private @Nullable Path test;

    @Option(
            names = "--no-header",
            description = "The first row holds values; columns are named 1, 2, 3 and so on.")
    private boolean noHeader;

    @Option(
            names = "--delimiter",
            paramLabel = "C",
            description = "What stands between values; if not named, what the file's ending says.")
    private @Nullable Character delimiter;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The character set, such as ISO-8859-1; UTF-8 if not named.")
    private @Nullable String encoding;

    Path path() {
        return Objects.requireNonNull(data);
    }

    @Nullable Path test() {
        return test;
    }

    /** The data to train on. Throws {@code INVALID_ARGUMENT} for options that do not fit. */
    ClassificationData open(Steelyard sdk) {
        ClassificationData read =
                switch (kind()) {
                    case "image" -> ClassificationData.images(path());
                    case "text" -> texts(sdk);
                    default ->
                            ClassificationData.rows(table(sdk, path()), required("--label", label));
                };
        if (target != null) {
            read = read.withTarget(targetKind(target));
        }
        return test == null ? read : read.withTest(table(sdk, test));
    }

    private String kind() {
        if (kind == null) {
            return text != null ? "text" : Files.isDirectory(path()) ? "image" : "tabular";
        }
        if (!KINDS.contains(kind)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Option --kind is '" + kind + "'. " + Suggestions.among(kind, KINDS));
        }
        return kind;
    }

    private ClassificationData texts(Steelyard sdk) {
        if (Files.isDirectory(path())) {
            return ClassificationData.texts(
                    TextFolder.open(path(), tableOptions().charset()),
                    TextLines.TEXT,
                    TextFolder.LABEL);
        }
        return ClassificationData.texts(
                table(sdk, path()), required("--text", text), required("--label", label));
    }

    private static String required(String option, @Nullable String value) {
        if (value == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Option "
                            + option
                            + " is missing: it names a column of the file, or its number with"
                            + " --no-header.");
        }
        return value;
    }

    private static TargetKind targetKind(String name) {
        return switch (name) {
            case "class" -> TargetKind.CLASSES;
            case "labels" -> TargetKind.LABELS;
            case "value" -> TargetKind.VALUE;
            default ->
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "Option --target is '"
                                    + name
                                    + "'. "
                                    + Suggestions.among(name, List.of("class", "labels", "value")));
        };
    }

    /** A table in a file, read as the options say. */
    Table table(Steelyard sdk, Path file) {
        return sdk.table(file, tableOptions());
    }

    private TableOptions tableOptions() {
        TableOptions options = TableOptions.defaults();
        if (noHeader) {
            options = options.withoutHeader();
        }
        if (delimiter != null) {
            options = options.withDelimiter(delimiter);
        }
        return encoding == null ? options : options.withCharset(charset(encoding));
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Option --encoding is '"
                            + name
                            + "', which Java does not know; accepted are names such as UTF-8,"
                            + " ISO-8859-1 and windows-1252.",
                    unknown);
        }
    }
}
