package io.steelyard.cli;

import io.steelyard.classification.ClassifierEvaluation;

import java.io.PrintWriter;
import java.util.Locale;

/** The figures of a classifier, a line for each. */
final class FigureLines {
    static final String EXAMPLES = "examples";

    private FigureLines() {}

    static void print(PrintWriter out, ClassifierEvaluation evaluation) {
        evaluation
                .figures()
                .forEach(
                        (name, value) ->
                                out.printf(
                                        Locale.ROOT,
                                        name.equals(EXAMPLES) ? "%-24s %,.0f%n" : "%-24s %.4f%n",
                                        name.replace('_', ' '),
                                        value));
    }
}
