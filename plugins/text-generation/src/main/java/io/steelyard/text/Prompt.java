package io.steelyard.text;

import java.util.Objects;

/**
 * A text to complete, and how.
 *
 * @param text what the completion follows; when it is longer than the model's context, its end
 *     counts
 * @param options how tokens are chosen, and how many
 */
public record Prompt(String text, GenerationOptions options) {
    public Prompt {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(options, "options");
    }

    /** A text to complete with {@link GenerationOptions#defaults}. */
    public static Prompt of(String text) {
        return new Prompt(text, GenerationOptions.defaults());
    }

    /** This prompt with other options. */
    public Prompt withOptions(GenerationOptions value) {
        return new Prompt(text, value);
    }

    /** This prompt with another limit of new tokens. */
    public Prompt withMaxTokens(int value) {
        return withOptions(options.withMaxTokens(value));
    }

    /** This prompt with another temperature; 0 takes the likeliest token. */
    public Prompt withTemperature(float value) {
        return withOptions(options.withTemperature(value));
    }

    /** This prompt with draws that follow from a seed. */
    public Prompt withSeed(long value) {
        return withOptions(options.withSeed(value));
    }
}
