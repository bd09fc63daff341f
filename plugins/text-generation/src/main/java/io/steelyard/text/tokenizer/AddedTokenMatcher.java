package io.steelyard.text.tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Cuts a text at its added tokens: the leftmost first, the longest of those that begin there. */
final class AddedTokenMatcher {
    private record Entry(String content, int id) {}

    private final Map<Character, List<Entry>> byFirst = new HashMap<>();

    /** Adds a token, spelled as it stands in the text that is searched. */
    void add(String content, int id) {
        List<Entry> entries = byFirst.computeIfAbsent(content.charAt(0), c -> new ArrayList<>());
        entries.add(new Entry(content, id));
        entries.sort(Comparator.comparingInt((Entry entry) -> -entry.content().length()));
    }

    /** Gives the text between added tokens (never empty) and the ids of those, in order. */
    void split(String text, Consumer<String> between, IntConsumer tokens) {
        int done = 0;
        if (!byFirst.isEmpty()) {
            for (int i = 0; i < text.length(); ) {
                Entry found = at(text, i);
                if (found == null) {
                    i++;
                    continue;
                }
                if (i > done) {
                    between.accept(text.substring(done, i));
                }
                tokens.accept(found.id());
                i += found.content().length();
                done = i;
            }
        }
        if (done < text.length()) {
            between.accept(text.substring(done));
        }
    }

    private @Nullable Entry at(String text, int index) {
        List<Entry> entries = byFirst.get(text.charAt(index));
        if (entries != null) {
            for (Entry entry : entries) {
                if (text.startsWith(entry.content(), index)) {
                    return entry;
                }
            }
        }
        return null;
    }
}
