package io.steelyard.text;

/**
 * What became of a {@link Prompt}.
 *
 * @param promptTokens tokens of the prompt
 * @param tokens tokens that were chosen, the one that ended the text included
 * @param reason why it ended
 */
public record Completion(int promptTokens, int tokens, Reason reason) {
    /** Why a completion ended. */
    public enum Reason {
        /** The limit of new tokens was reached. */
        LENGTH,
        /** A stop text came. */
        STOP_TEXT,
        /** The model ended the text. */
        END_OF_TEXT
    }
}
