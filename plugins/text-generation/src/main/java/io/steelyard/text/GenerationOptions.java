package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.List;
import java.util.OptionalLong;

/**
 * How the tokens of a completion are chosen. The logits pass the steps in the order of the
 * components below, after the repetition penalty, as in Hugging Face's {@code generate}.
 *
 * @param maxTokens the most tokens that are added
 * @param temperature what logits are divided by; 0 takes the likeliest token, the first of equals
 * @param topK draw from so many likeliest tokens only (and those equal to the last of them); 0 for
 *     all
 * @param topP draw from the fewest likeliest tokens that together have this probability (Holtzman
 *     et al. 2020, section 3.1); 1 for all
 * @param minP draw from tokens at least this many times as likely as the likeliest (Nguyen et al.
 *     2024); 0 for all
 * @param repetitionPenalty what the logits of tokens that were there already are divided by when
 *     they are positive, and multiplied by when not (Keskar et al. 2019, section 4.1); 1 for none
 * @param stop texts that end the completion, which does not include them
 * @param seed what the draws follow from; empty for other draws each time
 */
public record GenerationOptions(
        int maxTokens,
        float temperature,
        int topK,
        float topP,
        float minP,
        float repetitionPenalty,
        List<String> stop,
        OptionalLong seed) {
    private static final GenerationOptions DEFAULTS =
            new GenerationOptions(200, 1, 0, 1, 0, 1, List.of(), OptionalLong.empty());

    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public GenerationOptions {
        stop = List.copyOf(stop);
        require("max tokens", maxTokens, maxTokens >= 1, "1 or more");
        require(
                "temperature",
                temperature,
                temperature >= 0 && Float.isFinite(temperature),
                "0 for the likeliest token, or a number above 0");
        require("top-k", topK, topK >= 0, "0 for all tokens, or a number of tokens");
        require("top-p", topP, topP > 0 && topP <= 1, "a number above 0, up to 1 for all tokens");
        require("min-p", minP, minP >= 0 && minP <= 1, "0 for all tokens, up to 1");
        require(
                "repetition penalty",
                repetitionPenalty,
                repetitionPenalty > 0 && Float.isFinite(repetitionPenalty),
                "a number above 0, with 1 for none");
        if (stop.contains("")) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An empty stop text was given, which would end every completion before it"
                            + " begins; leave it out.");
        }
    }

    /** 200 tokens, drawn as likely as the model has them. */
    public static GenerationOptions defaults() {
        return DEFAULTS;
    }

    /** These options with another limit of new tokens. */
    public GenerationOptions withMaxTokens(int value) {
        return new GenerationOptions(
                value, temperature, topK, topP, minP, repetitionPenalty, stop, seed);
    }

    /** These options with another temperature. */
    public GenerationOptions withTemperature(float value) {
        return new GenerationOptions(
                maxTokens, value, topK, topP, minP, repetitionPenalty, stop, seed);
    }

    /** These options with another top-k. */
    public GenerationOptions withTopK(int value) {
        return new GenerationOptions(
                maxTokens, temperature, value, topP, minP, repetitionPenalty, stop, seed);
    }

    /** These options with another top-p. */
    public GenerationOptions withTopP(float value) {
        return new GenerationOptions(
                maxTokens, temperature, topK, value, minP, repetitionPenalty, stop, seed);
    }

    /** These options with another min-p. */
    public GenerationOptions withMinP(float value) {
        return new GenerationOptions(
                maxTokens, temperature, topK, topP, value, repetitionPenalty, stop, seed);
    }

    /** These options with another repetition penalty. */
    public GenerationOptions withRepetitionPenalty(float value) {
        return new GenerationOptions(maxTokens, temperature, topK, topP, minP, value, stop, seed);
    }

    /** These options with other stop texts. */
    public GenerationOptions withStop(String... values) {
        return new GenerationOptions(
                maxTokens, temperature, topK, topP, minP, repetitionPenalty, List.of(values), seed);
    }

    /** These options with draws that follow from a seed. */
    public GenerationOptions withSeed(long value) {
        return new GenerationOptions(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                repetitionPenalty,
                stop,
                OptionalLong.of(value));
    }

    private static void require(String name, Number given, boolean holds, String accepted) {
        if (!holds) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The " + name + " is " + given + "; accepted is " + accepted + ".");
        }
    }
}
