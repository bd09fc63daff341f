package io.steelyard.text;

/**
 * What a model is let write to show what it has learned: always from the same beginning and with
 * the same seed.
 *
 * @param prompt the beginning
 */
public record TextSample(Prompt prompt) {
    private static final int TOKENS = 300;
    private static final int PROMPT_LENGTH = 20;
    private static final float TEMPERATURE = 0.8f;
    private static final long SEED = 1;

    /** Begins like the first whole line of the text that is validated on, and so never learned. */
    public static TextSample of(TextCorpus corpus, TextGenerationRecipe recipe) {
        String unseen = corpus.split(recipe.validationFraction()).validation();
        String line = firstLine(unseen.substring(unseen.indexOf('\n') + 1));
        if (line.isEmpty()) {
            line = firstLine(unseen);
        }
        GenerationOptions options =
                GenerationOptions.defaults()
                        .withMaxTokens(TOKENS)
                        .withTemperature(TEMPERATURE)
                        .withSeed(SEED);
        return new TextSample(new Prompt(line.isEmpty() ? unseen.substring(0, 1) : line, options));
    }

    private static String firstLine(String text) {
        return text.codePoints()
                .dropWhile(Character::isWhitespace)
                .takeWhile(character -> character != '\n' && character != '\r')
                .limit(PROMPT_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The beginning and what a model writes after it. */
    public String write(TextGenerationModel model) {
        try (TextGenerator generator = model.predictor()) {
            return prompt.text() + generator.generate(prompt);
        }
    }
}
