package io.steelyard.classification.tokenizer;

import io.steelyard.testkit.TokenizerCase;

import java.util.List;
import java.util.Optional;

/** What the kit asks of the word tokenizer. */
public final class TokenizerCases {
    private TokenizerCases() {}

    public static List<TokenizerCase> all() {
        return List.of(
                new TokenizerCase(
                                "word",
                                "The cat sat on the mat; the dog did not.",
                                Optional.of(8),
                                List.of("the cat", "nothing known", " \t\r\n", "日本語 👍🏽", "\0"))
                        .withLoss());
    }
}
