package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.Example;
import io.steelyard.classification.Prediction;
import io.steelyard.data.text.TextFolder;
import io.steelyard.data.text.TextLines;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code steelyard predict}: what a classifier says of examples. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a classifier or a regression makes of examples: a line for each on standard"
                    + " output."
        },
        footer = {
            "",
            "Examples:",
            "  steelyard predict --model out/fashion --input shoe.png",
            "  steelyard predict --model out/fashion --input t10k-images-idx3-ubyte.gz",
            "  steelyard predict --model out/reviews --input \"a film to remember\"",
            "  steelyard predict --model out/houses --input new-houses.csv --json"
        })
final class PredictCommand implements Callable<Integer> {
    private static final int MOST_AT_ONCE = 256;

    /** A name without blanks that ends as those of tables do is that of a file, there or not. */
    private static final Pattern TABLE_FILE =
            Pattern.compile("\\S+\\.(csv|data|tsv|tab|jsonl|ndjson)");

    @Spec private CommandSpec spec;
    @Mixin private ModelOption model = new ModelOption();
    @Mixin private TableFileOptions tableFiles = new TableFileOptions();
    @Mixin private BackendOptions backendOptions = new BackendOptions();

    @Option(
            names = "--input",
            paramLabel = "INPUT",
            required = true,
            description = {
                "What to classify; may be given several times. Images: a picture, a folder of"
                        + " pictures, an IDX file of images, or a directory with such files, of"
                        + " which those of the test part are taken. Texts: the text"
                        + " itself, a file with a text in each line, a file with rows that has the"
                        + " column of the training, or a directory as for the training."
                        + " Tables: a file with rows."
            })
    private List<String> inputs = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Path directory = model.resolve(spec.commandLine().getErr());
        PredictionPrinter printer = new PredictionPrinter(spec.commandLine().getOut(), json);
        try (Steelyard sdk = backendOptions.open();
                ClassificationModel loaded = sdk.task(Classification.TASK).load(directory)) {
            for (String input : inputs) {
                examples(sdk, loaded, input)
                        .gather(Gatherers.windowFixed(MOST_AT_ONCE))
                        .forEach(some -> tell(loaded, some, printer));
            }
        }
        printer.end();
        return 0;
    }

    /** Files are read as examples are needed, so that they may be larger than memory. */
    private Stream<Example> examples(Steelyard sdk, ClassificationModel loaded, String input) {
        return switch (loaded.kind()) {
            case "image" -> loaded.pictures(Path.of(input));
            case "text" -> texts(sdk, loaded, input);
            default -> rows(loaded, table(sdk, input));
        };
    }

    private Stream<Example> texts(Steelyard sdk, ClassificationModel loaded, String input) {
        if (TABLE_FILE.matcher(input).matches()) {
            return rows(loaded, table(sdk, input));
        }
        Optional<Path> path = existing(input);
        if (path.isEmpty()) {
            return Stream.of(Example.of(input));
        }
        Charset charset = tableFiles.options().charset();
        return Files.isDirectory(path.get())
                ? rows(loaded, TextFolder.open(path.get(), charset))
                : lines(TextLines.open(path.get(), charset));
    }

    /** The file or directory of a name; on some systems most texts cannot be one. */
    private static Optional<Path> existing(String name) {
        try {
            return Optional.of(Path.of(name)).filter(path -> !name.isBlank() && Files.exists(path));
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    private Table table(Steelyard sdk, String file) {
        return sdk.table(Path.of(file), tableFiles.options());
    }

    private static Stream<Example> rows(ClassificationModel loaded, Table table) {
        return stream(table).map(row -> loaded.example(table, row));
    }

    /** Each line is a text, whatever the column was called that the model was trained on. */
    private static Stream<Example> lines(TextLines file) {
        return stream(file)
                .map(
                        row ->
                                new Example.Text(
                                        Objects.requireNonNull(row.value(0)),
                                        file.name() + ", line " + row.line()));
    }

    private static Stream<Row> stream(Table table) {
        return StreamSupport.stream(table.rows().spliterator(), false);
    }

    private static void tell(
            ClassificationModel loaded, List<Example> examples, PredictionPrinter printer) {
        List<Prediction> said = loaded.predict(examples);
        for (int i = 0; i < examples.size(); i++) {
            printer.print(said.get(i), examples.get(i).origin());
        }
    }
}
