package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.classification.Prediction;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints predictions as they are made: a line for each, or together one JSON object. */
final class PredictionPrinter {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private final PrintWriter out;
    private final boolean json;
    private boolean begun;

    PredictionPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /**
     * Prints what is said of an example.
     *
     * @param origin of the example
     */
    void print(Prediction prediction, String origin) {
        if (!json) {
            OutputClosedException.print(out, line(prediction) + "\t" + origin + "\n");
            return;
        }
        ObjectNode node = JSON.valueToTree(prediction);
        node.put("input", origin);
        OutputClosedException.print(out, (begun ? "," : "{\"predictions\":[") + node);
        begun = true;
    }

    /** Ends the JSON object. */
    void end() {
        if (json) {
            out.println(begun ? "]}" : "{\"predictions\":[]}");
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
