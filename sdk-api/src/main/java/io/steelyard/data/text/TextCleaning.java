package io.steelyard.data.text;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is done to a text before a model sees it, at training and at inference alike.
 *
 * @param steps applied in the order of the constants of {@link TextStep}
 */
public record TextCleaning(Set<TextStep> steps) {
    public TextCleaning {
        EnumSet<TextStep> ordered = EnumSet.noneOf(TextStep.class);
        ordered.addAll(steps);
        steps = Collections.unmodifiableSet(ordered);
    }

    /** Takes out control characters, normalizes, and joins white space. */
    public static TextCleaning defaults() {
        return new TextCleaning(EnumSet.allOf(TextStep.class));
    }

    /** Changes nothing. */
    public static TextCleaning none() {
        return new TextCleaning(Set.of());
    }

    /** This cleaning without some steps. */
    public TextCleaning without(TextStep... left) {
        EnumSet<TextStep> fewer = EnumSet.noneOf(TextStep.class);
        fewer.addAll(steps);
        fewer.removeAll(Arrays.asList(left));
        return new TextCleaning(fewer);
    }

    /** The text after all steps. */
    public String clean(String text) {
        String cleaned = text;
        for (TextStep step : steps) {
            cleaned = step.apply(cleaned);
        }
        return cleaned;
    }

    /** The steps that change a text, each after those before it. */
    public Set<TextStep> changing(String text) {
        Set<TextStep> changing = EnumSet.noneOf(TextStep.class);
        String cleaned = text;
        for (TextStep step : steps) {
            String next = step.apply(cleaned);
            if (!next.equals(cleaned)) {
                changing.add(step);
            }
            cleaned = next;
        }
        return changing;
    }
}
