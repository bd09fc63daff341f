package io.steelyard.testkit;

import io.steelyard.composite.AdamWRule;
import io.steelyard.composite.DropoutRule;
import io.steelyard.composite.EmbeddingRule;
import io.steelyard.composite.GeluRule;
import io.steelyard.composite.LayerNormRule;
import io.steelyard.composite.LogSoftmaxRule;
import io.steelyard.composite.RmsNormRule;
import io.steelyard.composite.SiluRule;
import io.steelyard.composite.SoftmaxCrossEntropyRule;
import io.steelyard.composite.SoftmaxRule;
import io.steelyard.program.CompositeRule;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The cases of the SDK's composites: ordinary data, masked rows, infinities and empty operands. */
public final class CompositeCases {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private final List<CompositeCase> cases = new ArrayList<>();

    private CompositeCases() {}

    /** All of them, the same on every call. */
    public static List<CompositeCase> all() {
        CompositeCases all = new CompositeCases();
        all.softmaxes();
        all.gelus();
        all.silus();
        all.layerNorms();
        all.cases.addAll(BatchNormCases.all());
        all.rmsNorms();
        all.embeddings();
        all.crossEntropies();
        all.dropouts();
        all.cases.addAll(AttentionCases.all());
        all.cases.addAll(RecurrentCases.all());
        all.updates();
        return Collections.unmodifiableList(all.cases);
    }

    private void add(CompositeRule rule, String name, NdArray... inputs) {
        cases.add(new CompositeCase(rule, name, List.of(inputs), true));
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }

    /** Rows that hold an infinity, two of them, nothing else, and large finite numbers. */
    private static NdArray hardRows() {
        NdArray rows = floats(1, 6, 5);
        rows.set(2, -INFINITY);
        rows.set(5, -INFINITY);
        rows.set(8, -INFINITY);
        for (int i = 0; i < 5; i++) {
            rows.set(10 + i, -INFINITY);
            rows.set(15 + i, 1e4 + i);
            rows.set(20 + i, -1e30 * i);
        }
        return rows;
    }

    private void softmaxes() {
        for (CompositeRule rule : List.of(new SoftmaxRule(), new LogSoftmaxRule())) {
            add(rule, "[5]", floats(1, 5));
            add(rule, "[7,33]", floats(1, 7, 33));
            add(rule, "[2,3,17]", floats(1, 2, 3, 17));
            add(rule, "[3,1]", floats(1, 3, 1));
            add(rule, "[2,1000]", floats(1, 2, 1000));
            add(rule, "no rows", floats(1, 0, 5));
            add(rule, "empty rows", floats(1, 3, 0));
            add(rule, "masked and large", hardRows());
            add(rule, "[300,130]", floats(1, 300, 130));
        }
    }

    private void gelus() {
        for (GeluRule.Form form : GeluRule.Form.values()) {
            CompositeRule rule = new GeluRule(form);
            add(rule, "scalar", floats(1));
            add(rule, "[7,33]", floats(1, 7, 33));
            add(rule, "nothing", floats(1, 0));
            add(rule, "[10007]", floats(1, 10_007));
            add(rule, "from -12 to 12", CaseData.linear(DType.F32, -12, 12));
        }
    }

    private void layerNorms() {
        CompositeRule rule = new LayerNormRule(1e-5f);
        for (long[] shape :
                new long[][] {{5}, {7, 33}, {2, 3, 17}, {0, 5}, {3, 1}, {2, 1000}, {300, 130}}) {
            long channels = shape[shape.length - 1];
            NdArray x = floats(1, shape);
            add(rule, x.shape().toString(), x, floats(2, channels), floats(3, channels));
        }
        NdArray constant = floats(1, 2, 8);
        for (int i = 0; i < 8; i++) {
            constant.set(i, 3);
        }
        // A large epsilon, so that central differences hold.
        CompositeRule blunt = new LayerNormRule(1e-2f);
        add(blunt, "a row without variance", constant, floats(2, 8), floats(3, 8));
    }

    private void silus() {
        CompositeRule rule = new SiluRule();
        add(rule, "scalar", floats(1));
        add(rule, "[7,33]", floats(1, 7, 33));
        add(rule, "nothing", floats(1, 0));
        add(rule, "[10007]", floats(1, 10_007));
        add(rule, "from -12 to 12", CaseData.linear(DType.F32, -12, 12));
        add(rule, "from -200 to 200", CaseData.linear(DType.F32, -200, 200));
        NdArray specials = CaseData.vector(DType.F32, INFINITY, -INFINITY, Double.NaN, 0, -0.0);
        add(rule, "infinities and NaN", specials);
    }

    private void rmsNorms() {
        CompositeRule rule = new RmsNormRule(1e-5f);
        for (long[] shape :
                new long[][] {{5}, {7, 33}, {2, 3, 17}, {0, 5}, {3, 0}, {3, 1}, {2, 1000}}) {
            NdArray x = floats(1, shape);
            add(rule, x.shape().toString(), x, floats(2, shape[shape.length - 1]));
        }
        add(rule, "[300,130]", floats(1, 300, 130), floats(2, 130));
        NdArray zeros = floats(1, 2, 8);
        for (int i = 0; i < 8; i++) {
            zeros.set(i, 0);
        }
        // A large epsilon, so that central differences hold.
        add(new RmsNormRule(1e-2f), "a row of zeros", zeros, floats(2, 8));
        NdArray undefined = floats(1, 3, 5);
        undefined.set(2, Double.NaN);
        undefined.set(7, INFINITY);
        add(rule, "NaN and infinity in rows of their own", undefined, floats(2, 5));
    }

    private void embeddings() {
        CompositeRule rule = new EmbeddingRule();
        add(rule, "[7,5]", floats(1, 7, 5), CaseData.indices(2, 0, 7, 2, 3));
        add(rule, "a scalar id", floats(1, 7, 5), NdArray.scalar(3));
        add(rule, "ids clamp", floats(1, 4, 3), NdArray.of(new int[] {-1, 5, 99, 2, 2}, 5));
        add(rule, "no ids", floats(1, 4, 3), CaseData.indices(2, 0, 4, 0));
        add(rule, "no channels", floats(1, 4, 0), CaseData.indices(2, 0, 4, 3));
        add(rule, "[130,40]", floats(1, 130, 40), CaseData.indices(2, 0, 130, 3, 301));
    }

    private void crossEntropies() {
        CompositeRule rule = new SoftmaxCrossEntropyRule();
        add(rule, "[5]", floats(1, 5), NdArray.scalar(3));
        add(rule, "[7,33]", floats(1, 7, 33), CaseData.indices(2, 0, 33, 7));
        add(rule, "[2,3,17]", floats(1, 2, 3, 17), CaseData.indices(2, 0, 17, 2, 3));
        add(rule, "[300,130]", floats(1, 300, 130), CaseData.indices(2, 0, 130, 300));
        add(rule, "labels clamp", floats(1, 4, 5), NdArray.of(new int[] {-1, 5, 99, 2}, 4));
        add(rule, "no rows", floats(1, 0, 5), CaseData.indices(2, 0, 5, 0));
        add(rule, "one class", floats(1, 3, 1), CaseData.indices(2, 0, 1, 3));
        NdArray rows = hardRows();
        for (int i = 0; i < 5; i++) {
            // A row of nothing but -infinity has no probabilities.
            rows.set(10 + i, i);
        }
        add(rule, "masked and large", rows, NdArray.of(new int[] {0, 1, 2, 3, 0, 4}, 6));
    }

    private void dropouts() {
        NdArray key = NdArray.of(new int[] {1, 2}, 2);
        NdArray stream = NdArray.of(new int[] {3, 0}, 2);
        for (float rate : new float[] {0.1f, 0.5f}) {
            add(new DropoutRule(rate), "[7,33]", floats(1, 7, 33), key, stream);
            add(new DropoutRule(rate), "scalar", floats(1), key, stream);
            add(new DropoutRule(rate), "nothing", floats(1, 0), key, stream);
            add(new DropoutRule(rate), "[10007]", floats(1, 10_007), key, stream);
        }
    }

    private void updates() {
        for (int step : new int[] {1, 2, 1000}) {
            for (float decay : new float[] {0, 0.1f}) {
                for (long[] shape : new long[][] {{}, {7, 33}, {0}, {10_007}}) {
                    NdArray second = floats(4, shape);
                    for (long i = 0; i < second.type().elements(); i++) {
                        second.set(i, Math.abs(second.get(i)));
                    }
                    NdArray parameter = floats(1, shape);
                    cases.add(
                            new CompositeCase(
                                    new AdamWRule(0.9f, 0.999f, 1e-8f, decay),
                                    parameter.shape() + " step " + step,
                                    List.of(
                                            parameter,
                                            floats(2, shape),
                                            floats(3, shape),
                                            second,
                                            NdArray.scalar(1e-3f),
                                            NdArray.scalar(step)),
                                    false));
                }
            }
        }
    }
}
