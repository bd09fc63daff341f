package io.steelyard.cli;

import io.steelyard.text.GenerationOptions;
import io.steelyard.text.Prompt;
import io.steelyard.text.TextCorpus;
import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerationRecipe;
import io.steelyard.text.TextGenerator;

import java.io.PrintWriter;

/** What a model writes, shown before and after its training: always from the same beginning. */
final class Sample {
    private static final int TOKENS = 300;
    private static final int PROMPT_LENGTH = 20;
    private static final float TEMPERATURE = 0.8f;
    private static final long SEED = 1;

    private final PrintWriter out;
    private final String prompt;

    private Sample(PrintWriter out, String prompt) {
        this.out = out;
        this.prompt = prompt;
    }

    /** Begins like the first whole line of the text that is validated on, and so never learned. */
    static Sample of(TextCorpus corpus, TextGenerationRecipe recipe, PrintWriter out) {
        String unseen = corpus.split(recipe.validationFraction()).validation();
        String line = firstLine(unseen.substring(unseen.indexOf('\n') + 1));
        if (line.isEmpty()) {
            line = firstLine(unseen);
        }
        return new Sample(out, line.isEmpty() ? unseen.substring(0, 1) : line);
    }

    private static String firstLine(String text) {
        return text.codePoints()
                .dropWhile(Character::isWhitespace)
                .takeWhile(character -> character != '\n' && character != '\r')
                .limit(PROMPT_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** What every sample begins with. */
    String prompt() {
        return prompt;
    }

    /** Prints a completion between two lines. */
    void print(String when, TextGenerationModel model) {
        out.println("--- a sample from " + when + " ---");
        out.print(prompt);
        GenerationOptions options =
                GenerationOptions.defaults()
                        .withMaxTokens(TOKENS)
                        .withTemperature(TEMPERATURE)
                        .withSeed(SEED);
        try (TextGenerator generator = model.predictor()) {
            generator.stream(
                    new Prompt(prompt, options), piece -> OutputClosedException.print(out, piece));
        }
        out.println();
        OutputClosedException.print(out, "---" + System.lineSeparator());
    }

    /** A training goes on when nobody reads its samples any more. */
    private void piece(String piece) {
        out.print(piece);
        out.flush();
    }
}
