package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

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

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

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
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

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
        try (Steelyard sdk = backendOptions.open();
                ClassificationModel loaded = sdk.task(Classification.TASK).load(directory)) {
            ObjectNode whole = JSON.createObjectNode();
            ArrayNode predictions = whole.putArray("predictions");
            for (String input : inputs) {
                predict(sdk, loaded, input, predictions);
            }
            if (json) {
                spec.commandLine().getOut().println(whole);
            }
        }
        return 0;
    }

    /** Rows of a file are read as they are needed, so that it may be larger than memory. */
    private void predict(
            Steelyard sdk, ClassificationModel loaded, String input, ArrayNode predictions) {
        boolean file = Files.isRegularFile(Path.of(input));
        switch (loaded.kind()) {
            case "image" -> tell(loaded, List.of(loaded.picture(Path.of(input))), predictions);
            case "text" -> {
                if (file) {
                    rows(sdk, loaded, input, predictions);
                } else {
                    tell(loaded, List.of(Example.of(input)), predictions);
                }
            }
            default -> rows(sdk, loaded, input, predictions);
        }
    }

    private void rows(
            Steelyard sdk, ClassificationModel loaded, String file, ArrayNode predictions) {
        Table table = sdk.table(Path.of(file), tableFiles.options());
        List<Example> some = new ArrayList<>();
        for (Row row : table.rows()) {
            some.add(loaded.example(table, row));
            if (some.size() == MOST_AT_ONCE) {
                tell(loaded, some, predictions);
                some.clear();
            }
        }
        tell(loaded, some, predictions);
    }

    private void tell(ClassificationModel loaded, List<Example> examples, ArrayNode predictions) {
        PrintWriter out = spec.commandLine().getOut();
        List<Prediction> said = loaded.predict(examples);
        for (int i = 0; i < examples.size(); i++) {
            if (json) {
                ObjectNode node = JSON.valueToTree(said.get(i));
                node.put("input", examples.get(i).origin());
                predictions.add(node);
            } else {
                OutputClosedException.print(
                        out, line(said.get(i)) + "\t" + examples.get(i).origin() + "\n");
            }
        }
    }

    private static String line(Prediction prediction) {
        return switch (prediction) {
            case Prediction.OfClass(String label, double probability, _) ->
                    String.format(Locale.ROOT, "%s\t%.4f", label, probability);
            case Prediction.OfLabels(List<String> labels, _) -> String.join("|", labels);
            case Prediction.OfValue(double value) -> String.format(Locale.ROOT, "%.6g", value);
        };
    }
}
