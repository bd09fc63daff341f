package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.OptionalInt;

/**
 * Draws pairs that belong together to one direction and others apart: the mean over the pairs of
 * {@code 1 - cos} where the label is 1 and of {@code max(0, cos - margin)} where it is 0 (PyTorch's
 * {@code CosineEmbeddingLoss}, whose label for the second kind is -1). Predictions {@code [batch,
 * 2, channels]}, the two sides of each pair; target {@code labels} {@code [batch]}.
 *
 * @param margin cosine below which others are far enough apart, in [-1, 1]
 */
public record CosineEmbedding(float margin) implements Loss {
    /** Others need not be further apart than at a right angle. */
    public CosineEmbedding() {
        this(0);
    }

    /** Throws {@code INVALID_ARGUMENT} for a margin outside [-1, 1]. */
    public CosineEmbedding {
        Arguments.require(
                margin >= -1 && margin <= 1,
                "CosineEmbedding",
                "margin",
                margin,
                "numbers from -1 to 1");
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        List<Tensor> sides = Embeddings.sides("CosineEmbedding", predictions, 2);
        Tensor cosine = Embeddings.cosine(sides.getFirst(), sides.get(1)); // [batch]
        Tensor labels = Comparisons.target("CosineEmbedding", cosine, targets, Targets.LABELS);
        Tensor apart = cosine.sub(margin).relu();
        return labels.ne(labels.scalar(0)).select(cosine.neg().add(1), apart).mean();
    }

    @Override
    public List<ClassTarget> classTargets(TensorType predictions) {
        return List.of(new ClassTarget(Targets.LABELS, 2, OptionalInt.empty()));
    }
}
