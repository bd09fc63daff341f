package io.steelyard.testkit;

import io.steelyard.composite.GruRule;
import io.steelyard.composite.LstmRule;
import io.steelyard.composite.RnnRule;
import io.steelyard.program.CompositeRule;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;

/** The cases of recurrent layers: both directions, sequences of several lengths, nothing at all. */
final class RecurrentCases {
    private final List<CompositeCase> cases = new ArrayList<>();

    private RecurrentCases() {}

    static List<CompositeCase> all() {
        RecurrentCases all = new RecurrentCases();
        for (boolean reverse : new boolean[] {false, true}) {
            all.add(new LstmRule(reverse), 2, 4);
            all.add(new GruRule(reverse), 1, 3);
            for (RnnRule.Activation activation : RnnRule.Activation.values()) {
                all.add(new RnnRule(reverse, activation), 1, 1);
            }
        }
        return all.cases;
    }

    private void add(CompositeRule rule, int states, int gates) {
        add(rule, states, gates, "[5,2,3] to 4", 5, 2, 3, 4);
        add(rule, states, gates, "one step", 1, 3, 2, 2);
        add(rule, states, gates, "no step", 0, 2, 3, 2);
        add(rule, states, gates, "no batch", 3, 0, 3, 2);
        add(rule, states, gates, "[17,5,20] to 33", 17, 5, 20, 33);
        add(rule, states, gates, "lengths 5, 0, 2, 9", 5, 4, 3, 2, 5, 0, 2, 9);
        add(rule, states, gates, "lengths of nothing", 3, 1, 2, 2, 0);
    }

    private void add(
            CompositeRule rule,
            int states,
            int gates,
            String name,
            long time,
            long batch,
            long in,
            long hidden,
            int... lengths) {
        List<NdArray> inputs = new ArrayList<>();
        inputs.add(floats(1, time, batch, in));
        for (int i = 0; i < states; i++) {
            inputs.add(floats(2 + i, batch, hidden));
        }
        inputs.add(weights(4, gates * hidden, in));
        inputs.add(weights(5, gates * hidden, hidden));
        inputs.add(floats(6, gates * hidden));
        inputs.add(floats(7, gates * hidden));
        if (lengths.length > 0) {
            inputs.add(NdArray.of(lengths, lengths.length));
        }
        cases.add(new CompositeCase(rule, name, inputs, true));
    }

    /** Rows whose elements add up to about 1, lest bounds of errors grow from step to step. */
    private static NdArray weights(long seed, long rows, long columns) {
        NdArray weights = floats(seed, rows, columns);
        for (long i = 0; i < rows * columns; i++) {
            weights.set(i, weights.get(i) / columns);
        }
        return weights;
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }
}
