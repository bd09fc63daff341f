package io.steelyard.cli;

import io.steelyard.classification.ClassifierEvaluation;
import io.steelyard.run.report.Numbers;

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
                                        "%-24s %s%n",
                                        name.replace('_', ' '),
                                        name.equals(EXAMPLES)
                                                ? Numbers.count(value.longValue())
                                                : Numbers.figure(value)));
    }
}
