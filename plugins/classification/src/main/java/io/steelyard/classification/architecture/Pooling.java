package io.steelyard.classification.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What stands for a sequence of states. */
public enum Pooling {
    /** The state after the last token; of both directions where there are two. */
    LAST,
    /** The mean over the tokens. */
    MEAN,
    /** The largest of each channel over the tokens. */
    MAX;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A list of names in a {@code config.json}. */
    static List<Pooling> read(ConfigEntries entries, String entry) {
        Object value = entries.map().get(entry);
        List<Pooling> poolings = new ArrayList<>();
        for (Object name : value instanceof List<?> list ? list : List.of()) {
            Arrays.stream(values()).filter(each -> each.text().equals(name)).forEach(poolings::add);
        }
        if (!(value instanceof List<?> list) || list.size() != poolings.size()) {
            throw entries.unsupported(
                    entry,
                    value,
                    "a list of " + Arrays.stream(values()).map(Pooling::text).toList());
        }
        return poolings;
    }
}
