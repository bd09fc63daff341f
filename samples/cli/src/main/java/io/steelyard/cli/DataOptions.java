package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.LabeledTable;
import io.steelyard.data.table.TargetKind;
import io.steelyard.data.text.TextFolder;
import io.steelyard.data.text.TextLines;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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

    @Mixin private TableFileOptions tableFiles = new TableFileOptions();
    @Mixin private TestFractionOption testFraction = new TestFractionOption();

    /** The data to train on. Throws {@code INVALID_ARGUMENT} for options that do not fit. */
    ClassificationData open(Steelyard sdk) {
        return testFraction.apply(
                switch (kind()) {
                    case "image" -> images();
                    case "text" -> texts(sdk);
                    default -> ClassificationData.rows(labeled(sdk, required("--label", label)));
                });
    }

    /** The file of {@code --test}, if it was named. */
    Optional<Path> test() {
        return Optional.ofNullable(test);
    }

    private Path path() {
        return Objects.requireNonNull(data);
    }

    /** Options that images do not have are told, and not passed over. */
    private ClassificationData images() {
        for (Map.Entry<String, Boolean> option :
                Map.of(
                                "--label", label != null,
                                "--text", text != null,
                                "--target", target != null,
                                "--test", test != null)
                        .entrySet()) {
            if (option.getValue()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Option "
                                + option.getKey()
                                + " is one of texts and tables, and the data is images; leave it"
                                + " out, or name another --kind.");
            }
        }
        return ClassificationData.images(path());
    }

    private LabeledTable labeled(Steelyard sdk, String column) {
        return labeled(sdk, new LabeledTable(sdk.table(path(), tableFiles.options()), column));
    }

    private LabeledTable labeled(Steelyard sdk, LabeledTable table) {
        LabeledTable labeled = target == null ? table : table.withTarget(targetKind(target));
        return test == null ? labeled : labeled.withTest(sdk.table(test, tableFiles.options()));
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
            Table folder = TextFolder.open(path(), tableFiles.options().charset());
            return ClassificationData.texts(
                    labeled(sdk, new LabeledTable(folder, TextFolder.LABEL)), TextLines.TEXT);
        }
        String column = required("--text", text);
        return ClassificationData.texts(labeled(sdk, required("--label", label)), column);
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
}
