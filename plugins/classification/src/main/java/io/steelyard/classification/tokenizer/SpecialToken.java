package io.steelyard.classification.tokenizer;

import java.util.Arrays;
import java.util.List;

/** Tokens that are no words, under BERT's names; the id of each is its place here. */
enum SpecialToken {
    /** Fills a text up. */
    PAD("[PAD]"),
    /** Stands for a word that is not in the vocabulary. */
    UNK("[UNK]"),
    /** Begins a framed text. */
    CLS("[CLS]"),
    /** Ends a framed text. */
    SEP("[SEP]");

    private final String text;

    SpecialToken(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    int id() {
        return ordinal();
    }

    /** Those of a vocabulary, in the order of their ids. */
    static List<SpecialToken> of(boolean framed) {
        return Arrays.asList(values()).subList(0, framed ? 4 : 2);
    }
}
