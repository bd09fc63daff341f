package com.example.sentiment;

import io.steelyard.data.table.Tables;
import io.steelyard.spi.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Opinions that are made up. "The plot was not very dull and the music was really fresh" and "The
 * plot was very dull and the music was not really fresh" have the same words, so that only what
 * reads them in their order can tell the two apart.
 */
final class Opinions {
    static final String TEXT = "text";
    static final String LABEL = "label";
    static final String POSITIVE = "positive";
    static final String NEGATIVE = "negative";

    private static final List<String> THINGS =
            List.of("plot", "cast", "music", "ending", "camera work", "dialogue", "humour", "pace");
    private static final List<String> GOOD =
            List.of("good", "moving", "clever", "fresh", "funny", "superb", "gripping", "charming");
    private static final List<String> BAD =
            List.of("bad", "dull", "boring", "silly", "stale", "clumsy", "tedious", "shallow");
    private static final List<String> DEGREES =
            List.of("very", "really", "truly", "particularly", "all that", "that");
    private static final List<String> DENIALS = List.of("not", "never", "hardly");

    /** So many of the words are denied. */
    private static final double DENIED = 0.35;

    /** So many opinions carry the other label, as people slip. */
    private static final double SLIPS = 0.02;

    private Opinions() {}

    /** A table with the columns {@code text} and {@code label}. */
    static Table generate(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean good = random.nextBoolean();
            String text = part(good, random) + " and the " + part(good, random);
            boolean slip = random.nextDouble() < SLIPS;
            rows.add(List.of("The " + text, good != slip ? POSITIVE : NEGATIVE));
        }
        return Tables.of("made-up opinions", List.of(TEXT, LABEL), rows);
    }

    /** Says something good by a good word, or by a bad one that is denied. */
    private static String part(boolean good, SplittableRandom random) {
        boolean denied = random.nextDouble() < DENIED;
        return String.join(
                " ",
                any(THINGS, random),
                "was",
                denied ? any(DENIALS, random) + " " + any(DEGREES, random) : any(DEGREES, random),
                any(good != denied ? GOOD : BAD, random));
    }

    private static String any(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }
}
