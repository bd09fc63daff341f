package io.steelyard.cli;

import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerator;
import io.steelyard.text.TextSample;

import java.io.PrintWriter;

/** What a model writes, shown before and after its training. */
record Sample(PrintWriter out, TextSample sample) {
    /** What every sample begins with. */
    String prompt() {
        return sample.prompt().text();
    }

    /** Prints a completion between two lines. */
    void print(String when, TextGenerationModel model) {
        out.println("--- a sample from " + when + " ---");
        out.print(prompt());
        try (TextGenerator generator = model.predictor()) {
            generator.stream(sample.prompt(), piece -> OutputClosedException.print(out, piece));
        }
        out.println();
        OutputClosedException.print(out, "---" + System.lineSeparator());
    }
}
