package io.steelyard.text.tokenizer;

/**
 * A token that is found in the text as a whole, before any merge.
 *
 * @param special whether it is a control token, found only when the caller asks for it
 * @param normalized whether it is looked for in the normalized text rather than in the given one
 */
record AddedToken(int id, String content, boolean special, boolean normalized) {
    /** Ends a document; GPT-2's name for it. */
    static final String END_OF_TEXT = "<|endoftext|>";
}
