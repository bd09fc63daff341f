package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.Example;
import io.steelyard.classification.Prediction;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

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
                "What to classify; may be given several times. Images: a picture. Texts: the text"
                        + " itself, or a file with rows that has the column of the training."
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
                predict(sdk, loaded, input, printer);
            }
        }
        printer.end();
        return 0;
    }

    private void predict(
            Steelyard sdk, ClassificationModel loaded, String input, PredictionPrinter printer) {
        switch (loaded.kind()) {
            case "image" -> tell(loaded, List.of(loaded.picture(Path.of(input))), printer);
            case "text" -> {
                if (Files.isRegularFile(Path.of(input)) || TABLE_FILE.matcher(input).matches()) {
                    rows(sdk, loaded, input, printer);
                } else {
                    tell(loaded, List.of(Example.of(input)), printer);
                }
            }
            default -> rows(sdk, loaded, input, printer);
        }
    }

    /** Rows of a file are read as they are needed, so that it may be larger than memory. */
    private void rows(
            Steelyard sdk, ClassificationModel loaded, String file, PredictionPrinter printer) {
        Table table = sdk.table(Path.of(file), tableFiles.options());
        List<Example> some = new ArrayList<>();
        for (Row row : table.rows()) {
            some.add(loaded.example(table, row));
            if (some.size() == MOST_AT_ONCE) {
                tell(loaded, some, printer);
                some.clear();
            }
        }
        tell(loaded, some, printer);
    }

    private static void tell(
            ClassificationModel loaded, List<Example> examples, PredictionPrinter printer) {
        List<Prediction> said = loaded.predict(examples);
        for (int i = 0; i < examples.size(); i++) {
            printer.print(said.get(i), examples.get(i).origin());
        }
    }
}
