package io.steelyard.testkit;

import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.RopeRule;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;

/** The cases of attention: what a query sees, and the sizes at which kernels change their way. */
final class AttentionCases {
    private final List<CompositeCase> cases = new ArrayList<>();

    private AttentionCases() {}

    static List<CompositeCase> all() {
        AttentionCases all = new AttentionCases();
        all.attentions();
        all.groups();
        all.windows();
        all.masks();
        all.rotations();
        return all.cases;
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }

    private void attentions() {
        attention("full", false, 0, 0, 2, 5, 5, 3, 4);
        attention("causal", true, 0, 0, 2, 5, 5, 3, 4);
        attention("causal, with dropout", true, 0.25f, 0, 2, 5, 5, 2, 4);
        attention("full, with dropout", false, 0.5f, 0, 1, 3, 7, 2, 4);
        attention("decoding one token", true, 0, 6, 2, 1, 9, 3, 4);
        attention("a block into a cache", true, 0, 3, 1, 4, 16, 2, 8);
        attention("more queries than keys", true, 0, 0, 1, 6, 3, 2, 4);
        attention("rows that see nothing", true, 0, -2, 2, 5, 5, 2, 4);
        attention("rows that see nothing, with dropout", true, 0.25f, -2, 1, 5, 5, 2, 4);
        attention("no batch", true, 0, 0, 0, 3, 3, 2, 4);
        attention("no queries", true, 0, 0, 1, 0, 3, 2, 4);
        attention("no keys", false, 0, 0, 1, 3, 0, 2, 4);
        attention("long", true, 0, 0, 1, 70, 70, 2, 16);
        attention("head of 64", true, 0, 0, 1, 33, 33, 1, 64);
    }

    private void attention(
            String name,
            boolean causal,
            float dropout,
            int position,
            long batch,
            long queries,
            long keys,
            long heads,
            long channels) {
        AttentionRule rule = rule(causal, 0, dropout, channels);
        attention(name, rule, position, batch, queries, keys, heads, heads, channels);
    }

    /** Several heads of queries for one of keys and values. */
    private void groups() {
        attention("two heads for each of keys", rule(true, 0, 0, 4), 0, 2, 5, 5, 4, 2, 4);
        attention("one head of keys", rule(false, 0, 0, 4), 0, 1, 3, 7, 4, 1, 4);
        attention("groups, with dropout", rule(true, 0, 0.25f, 4), 0, 2, 5, 5, 4, 2, 4);
        attention("groups, decoding one token", rule(true, 0, 0, 4), 6, 2, 1, 9, 6, 2, 4);
        attention("groups, no keys", rule(false, 0, 0, 4), 0, 1, 3, 0, 4, 2, 4);
        attention("groups, long", rule(true, 0, 0, 16), 0, 1, 70, 70, 4, 2, 16);
    }

    /** The last few keys alone. */
    private void windows() {
        attention("window of 1", rule(true, 1, 0, 4), 0, 2, 5, 5, 2, 2, 4);
        attention("window of 3", rule(true, 3, 0, 4), 0, 2, 7, 7, 2, 2, 4);
        attention("window in a cache", rule(true, 3, 0, 4), 5, 1, 2, 9, 2, 2, 4);
        attention("window past the keys", rule(true, 2, 0, 4), 6, 1, 3, 4, 2, 1, 4);
        attention("window, with dropout", rule(true, 3, 0.25f, 4), 0, 1, 7, 7, 2, 1, 4);
        attention("window, long", rule(true, 20, 0, 16), 0, 1, 70, 70, 2, 2, 16);
    }

    /** Keys that are hidden from all queries, from some, and rows that see nothing. */
    private void masks() {
        masked("padding", rule(false, 0, 0, 4), mask(2, 1, 1, 7), 4, 4);
        masked("padding, causal", rule(true, 0, 0, 4), mask(2, 1, 1, 7), 4, 4);
        masked("of each query", rule(false, 0, 0, 4), mask(1, 1, 5, 7), 4, 4);
        masked("of each head", rule(false, 0, 0.25f, 4), mask(2, 4, 5, 7), 4, 2);
        NdArray nothing = mask(2, 1, 5, 7);
        for (int key = 0; key < 7; key++) {
            nothing.set(key, 0);
            nothing.set(3 * 7 + key, 0);
        }
        masked("rows that see nothing", rule(true, 3, 0, 4), nothing, 4, 2);
        masked("decoding one token", rule(true, 0, 0, 4), 1, mask(2, 1, 1, 7), 4, 2);
    }

    private static NdArray mask(long... sizes) {
        return CaseData.array(DType.BOOL, 9, sizes);
    }

    private static AttentionRule rule(boolean causal, int window, float dropout, long channels) {
        return new AttentionRule((float) (1 / Math.sqrt(channels)), causal, window, dropout);
    }

    private void attention(
            String name,
            AttentionRule rule,
            int position,
            long batch,
            long queries,
            long keys,
            long heads,
            long keyHeads,
            long channels) {
        cases.add(
                new CompositeCase(
                        rule,
                        name,
                        List.of(
                                floats(1, batch, queries, heads, channels),
                                floats(2, batch, keys, keyHeads, channels),
                                floats(3, batch, keys, keyHeads, channels),
                                NdArray.scalar(position),
                                NdArray.of(new int[] {5, 6}, 2),
                                NdArray.of(new int[] {7, 0}, 2)),
                        true));
    }

    /** Five queries. */
    private void masked(String name, AttentionRule rule, NdArray mask, long heads, long keyHeads) {
        masked(name, rule, 5, mask, heads, keyHeads);
    }

    /** Two sequences of seven keys. */
    private void masked(
            String name,
            AttentionRule rule,
            long queries,
            NdArray mask,
            long heads,
            long keyHeads) {
        cases.add(
                new CompositeCase(
                        rule,
                        "masked, " + name,
                        List.of(
                                floats(1, 2, queries, heads, 4),
                                floats(2, 2, 7, keyHeads, 4),
                                floats(3, 2, 7, keyHeads, 4),
                                NdArray.scalar(2),
                                NdArray.of(new int[] {5, 6}, 2),
                                NdArray.of(new int[] {7, 0}, 2),
                                mask),
                        true));
    }

    private void rotations() {
        for (RopeRule.Pairing pairing : RopeRule.Pairing.values()) {
            rotation("all channels", new RopeRule(100, 4, pairing), 2, 5, 3, 4);
            rotation("some channels", new RopeRule(10_000, 2, pairing), 1, 3, 2, 5);
            rotation("opposite", new RopeRule(100, 4, pairing, true), 2, 3, 1, 4);
            rotation("no channel", new RopeRule(100, 0, pairing), 1, 2, 1, 3);
            rotation("no time", new RopeRule(100, 4, pairing), 2, 0, 1, 4);
            rotation("long", new RopeRule(10_000, 32, pairing), 2, 70, 3, 32);
        }
    }

    private void rotation(
            String name, RopeRule rule, long batch, long time, long heads, long channels) {
        NdArray x = floats(1, batch, time, heads, channels);
        cases.add(
                new CompositeCase(rule, name, List.of(x, CaseData.indices(2, 0, 99, time)), true));
        cases.add(
                new CompositeCase(
                        rule,
                        name + ", each sequence its own",
                        List.of(x, CaseData.indices(3, 0, 99, batch, time)),
                        true));
    }
}
