package io.steelyard.classification.architecture;

import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.RandomKey;
import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.LayerNorm;
import io.steelyard.nn.Linear;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the blocks of BERT and of the Vision Transformer have in common: attention and feed-forward
 * under the names of the Hugging Face checkpoints, without the residual connections and
 * normalizations, whose places differ.
 *
 * @param size of the encoder
 */
record EncoderParts(EncoderSize size) {
    /**
     * {@code query}, {@code key} and {@code value} in a scope, and attention with them (Vaswani et
     * al. 2017, section 3.2).
     *
     * @param input {@code [batch, time, channels]}
     * @param mask BOOL {@code [batch, time]}, true at the positions that may be seen; empty for all
     * @return {@code [batch, time, channels]}
     */
    Tensor attention(Scope scope, Tensor input, Optional<Tensor> mask) {
        List<Tensor> operands = new ArrayList<>();
        for (String name : List.of("query", "key", "value")) {
            operands.add(
                    linear(scope, name, size.channels(), input)
                            .reshape(
                                    input.size(0),
                                    input.size(1),
                                    size.heads(),
                                    size.channels() / size.heads()));
        }
        float rate = scope.training() ? size.attentionDropout() : 0;
        RandomKey random = rate > 0 ? scope.child("dropout").random() : unused(input);
        operands.add(input.recorder().constant(DType.I32, 0));
        operands.add(random.key());
        operands.add(random.stream());
        mask.ifPresent(seen -> operands.add(seen.expandDims(1).expandDims(1)));
        double scale = 1 / Math.sqrt(size.channels() / size.heads());
        AttentionRule rule = new AttentionRule((float) scale, false, rate);
        return input.recorder().applyComposite(rule, operands).getFirst().reshape(input.shape());
    }

    /** {@code dense} in a scope and dropout: the projection at the end of a sublayer. */
    Tensor output(Scope scope, Tensor input) {
        Tensor projected = linear(scope, "dense", size.channels(), input);
        return scope.apply("dropout", new Dropout(size.dropout()), projected);
    }

    /** {@code dense} in a scope and the activation: {@code [.., channels] -> [.., inner]}. */
    Tensor intermediate(Scope scope, Tensor input) {
        return size.activation().forward(scope, linear(scope, "dense", size.inner(), input));
    }

    Tensor norm(Scope scope, String name, Tensor input) {
        return scope.apply(name, new LayerNorm(size.layerNormEpsilon()), input);
    }

    Tensor linear(Scope scope, String name, int units, Tensor input) {
        return scope.apply(name, new Linear(units, true, initializer()), input);
    }

    Initializer initializer() {
        return Initializers.normal(size.initializerRange());
    }

    private static RandomKey unused(Tensor like) {
        Tensor zeros = like.recorder().constant(NdArray.of(new int[] {0, 0}, 2));
        return new RandomKey(zeros, zeros);
    }
}
