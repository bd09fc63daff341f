package io.steelyard.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words for messages about a name that is not known. */
public final class Suggestions {
    private Suggestions() {}

    /** {@code Did you mean 'x'? Known are: ...}, or the second half alone when nothing is close. */
    public static String among(String given, Collection<String> known) {
        String all =
                known.isEmpty()
                        ? "None is known."
                        : "Known are: "
                                + known.stream().sorted().collect(Collectors.joining(", "))
                                + ".";
        return closest(given, known).map(name -> "Did you mean '" + name + "'? ").orElse("") + all;
    }

    /** The known name that is a typing error away from the given one, if there is one. */
    public static Optional<String> closest(String given, Collection<String> known) {
        // Of a single character, any other one is a typing error away.
        int limit = given.length() == 1 ? 0 : Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> distance(given, name) <= limit)
                .min(
                        Comparator.<String>comparingInt(name -> distance(given, name))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's edit distance. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced =
                        previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[right.length()];
    }
}
