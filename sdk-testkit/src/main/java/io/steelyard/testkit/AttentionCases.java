package io.steelyard.testkit;

import io.steelyard.composite.AttentionRule;
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
        float scale = (float) (1 / Math.sqrt(channels));
        cases.add(
                new CompositeCase(
                        new AttentionRule(scale, causal, dropout),
                        name,
                        List.of(
                                floats(1, batch, queries, heads, channels),
                                floats(2, batch, keys, heads, channels),
                                floats(3, batch, keys, heads, channels),
                                NdArray.scalar(position),
                                NdArray.of(new int[] {5, 6}, 2),
                                NdArray.of(new int[] {7, 0}, 2)),
                        true));
    }
}
