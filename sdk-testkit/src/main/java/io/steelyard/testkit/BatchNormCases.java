package io.steelyard.testkit;

import io.steelyard.composite.BatchNormRule;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;

/** The cases of batch normalization. */
final class BatchNormCases {
    private final List<CompositeCase> cases = new ArrayList<>();

    private BatchNormCases() {}

    static List<CompositeCase> all() {
        BatchNormCases all = new BatchNormCases();
        for (long[] shape :
                new long[][] {{7, 5}, {2, 3, 17}, {2, 3, 4, 2}, {4, 1}, {300, 40}, {3, 0}}) {
            NdArray x = floats(1, shape);
            all.add(1e-5f, x.shape().toString(), x);
        }
        // Large epsilons, so that central differences hold.
        NdArray constant = floats(1, 4, 3);
        for (int row = 0; row < 4; row++) {
            constant.set(3 * row, 2);
        }
        all.add(1e-2f, "a channel without variance", constant);
        all.add(1e-2f, "one row", floats(1, 1, 3));
        all.add(1e-2f, "no batch axis", floats(1, 3));
        NdArray undefined = floats(1, 4, 3);
        undefined.set(4, Double.NaN);
        undefined.set(8, Double.POSITIVE_INFINITY);
        all.add(1e-5f, "NaN and infinity in channels of their own", undefined);
        return all.cases;
    }

    private void add(float epsilon, String name, NdArray x) {
        long channels = x.shape().size(x.shape().rank() - 1);
        cases.add(
                new CompositeCase(
                        new BatchNormRule(epsilon),
                        name,
                        List.of(x, floats(2, channels), floats(3, channels)),
                        true));
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }
}
