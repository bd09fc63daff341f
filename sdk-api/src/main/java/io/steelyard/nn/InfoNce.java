package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * Contrasts each pair with all others of the batch (van den Oord, Li and Vinyals 2018,
 * "Representation learning with contrastive predictive coding", equation 4, with the cosine over a
 * temperature as score): the mean cross-entropy of finding the second side of a pair among all
 * second sides from the first one and, if symmetric, the other way round, as in CLIP (Radford et
 * al. 2021, figure 3). Predictions {@code [batch, 2, channels]}, the two sides of each pair. No
 * targets.
 *
 * @param temperature that cosines are divided by, above 0
 * @param symmetric whether both directions count, half each
 */
public record InfoNce(float temperature, boolean symmetric) implements Loss {
    /** Both directions, at a temperature of 0.07, where CLIP begins. */
    public InfoNce() {
        this(0.07f, true);
    }

    /** Throws {@code INVALID_ARGUMENT} for a temperature that is not above 0. */
    public InfoNce {
        Arguments.requirePositive("InfoNce", "temperature", temperature);
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        List<Tensor> sides = Embeddings.sides("InfoNce", predictions, 2);
        Tensor first = Embeddings.normalized(sides.getFirst());
        Tensor second = Embeddings.normalized(sides.get(1));
        Tensor scores =
                first.matmul(second.transposeMatrix()).mul(1.0 / temperature); // [batch, batch]
        Tensor forth = found(scores);
        return symmetric ? forth.add(found(scores.transposeMatrix())).mul(0.5) : forth;
    }

    /** The cross-entropy of the diagonal. */
    private static Tensor found(Tensor scores) {
        TensorType type = TensorType.of(DType.I32, scores.size(0));
        Tensor own = scores.recorder().apply(new Op.Iota(type, 0));
        return Composites.softmaxCrossEntropy(scores, own).mean();
    }
}
