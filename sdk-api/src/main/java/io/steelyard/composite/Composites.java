package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Records composites on tensors. */
public final class Composites {
    private Composites() {}

    /** {@code e^x / sum(e^x)} over the last axis: {@code [.., n] -> [.., n]}. */
    public static Tensor softmax(Tensor logits) {
        return one(new SoftmaxRule(), logits);
    }

    /** {@code x - log(sum(e^x))} over the last axis: {@code [.., n] -> [.., n]}. */
    public static Tensor logSoftmax(Tensor logits) {
        return one(new LogSoftmaxRule(), logits);
    }

    /** The Gaussian error linear unit in its tanh approximation, as GPT-2 has it ("gelu_new"). */
    public static Tensor gelu(Tensor x) {
        return one(new GeluRule(GeluRule.Form.TANH), x);
    }

    /** The Gaussian error linear unit {@code x * Phi(x)}. */
    public static Tensor geluExact(Tensor x) {
        return one(new GeluRule(GeluRule.Form.ERF), x);
    }

    /** The sigmoid linear unit {@code x * sigmoid(x)}. */
    public static Tensor silu(Tensor x) {
        return one(new SiluRule(), x);
    }

    /**
     * Layer normalization over the last axis.
     *
     * @param x {@code [.., channels]}
     * @param weight {@code [channels]}
     * @param bias {@code [channels]}
     */
    public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon) {
        return one(new LayerNormRule(epsilon), x, weight, bias);
    }

    /**
     * Root mean square normalization over the last axis.
     *
     * @param x {@code [.., channels]}
     * @param weight {@code [channels]}
     */
    public static Tensor rmsNorm(Tensor x, Tensor weight, float epsilon) {
        return one(new RmsNormRule(epsilon), x, weight);
    }

    /**
     * A row of a table for each id.
     *
     * @param table {@code [count, channels]}
     * @param ids I32 {@code [..]}, which clamp into the table
     * @return {@code [.., channels]}
     */
    public static Tensor embedding(Tensor table, Tensor ids) {
        return one(new EmbeddingRule(), table, ids);
    }

    /**
     * The cross-entropy of each position: {@code -log softmax(logits)[label]}.
     *
     * @param logits {@code [.., classes]}
     * @param labels I32 {@code [..]}, which clamp into the classes
     * @return {@code [..]}
     */
    public static Tensor softmaxCrossEntropy(Tensor logits, Tensor labels) {
        return one(new SoftmaxCrossEntropyRule(), logits, labels);
    }

    /**
     * Zeroes each element with probability rate and scales the others by {@code 1/(1-rate)}; the
     * identity for a rate of 0. Throws {@code INVALID_ARGUMENT} for a rate outside [0, 1).
     */
    public static Tensor dropout(Tensor x, float rate, RandomKey random) {
        return rate == 0 ? x : one(new DropoutRule(rate), x, random.key(), random.stream());
    }

    /** Applies any rule that has one result, or whose further results are auxiliary. */
    public static Tensor one(CompositeRule rule, Tensor first, Tensor... others) {
        List<Tensor> operands = new ArrayList<>(List.of(first));
        Collections.addAll(operands, others);
        return first.recorder().applyComposite(rule, operands).getFirst();
    }
}
