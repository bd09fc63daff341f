package io.steelyard.classification;

import static io.steelyard.classification.RecipeChecks.require;

import java.util.List;

/**
 * What is done to the rows of a table before a model sees them.
 *
 * @param normalize {@code "standard"} (each column with mean 0 and standard deviation 1 over the
 *     training rows), {@code "unit"} ([0, 1]), {@code "symmetric"} ([-1, 1]) or {@code "none"}
 * @param missing {@code "impute"} (median or most frequent value of the training rows) or {@code
 *     "drop"} (rows that lack a value)
 * @param outliers beyond 1.5 interquartile ranges of the quartiles: {@code "keep"}, {@code "clip"}
 *     or {@code "drop"}
 * @param duplicates {@code "keep"} or {@code "drop"}
 * @param ignore columns that the model does not see, such as an identifier
 */
public record TablePreparation(
        String normalize, String missing, String outliers, String duplicates, List<String> ignore) {
    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public TablePreparation {
        ignore = List.copyOf(ignore);
        requireOneOf("normalize", normalize, List.of("standard", "unit", "symmetric", "none"));
        requireOneOf("missing", missing, List.of("impute", "drop"));
        requireOneOf("outliers", outliers, List.of("keep", "clip", "drop"));
        requireOneOf("duplicates", duplicates, List.of("keep", "drop"));
    }

    private static void requireOneOf(String name, String given, List<String> accepted) {
        require(accepted.contains(given), "tables." + name, given, String.join(" or ", accepted));
    }
}
