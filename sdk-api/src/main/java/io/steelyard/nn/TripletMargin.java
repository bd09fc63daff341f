package io.steelyard.nn;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;

import java.util.List;

/**
 * The mean of {@code max(0, |anchor - positive| - |anchor - negative| + margin)} over the triplets
 * (Schroff, Kalenichenko and Philbin 2015, "FaceNet", section 3.1, with distances that are not
 * squared and a difference that is moved by 1e-6, as PyTorch's {@code TripletMarginLoss} has them).
 * Predictions {@code [batch, 3, channels]}: anchor, positive, negative. No targets.
 *
 * @param margin by which a negative is to be further away, above 0
 */
public record TripletMargin(float margin) implements Loss {
    private static final double MOVED = 1e-6;

    /** A margin of 1. */
    public TripletMargin() {
        this(1);
    }

    /** Throws {@code INVALID_ARGUMENT} for a margin that is not above 0. */
    public TripletMargin {
        Arguments.requirePositive("TripletMargin", "margin", margin);
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        List<Tensor> sides = Embeddings.sides("TripletMargin", predictions, 3);
        Tensor near = distance(sides.getFirst(), sides.get(1));
        Tensor far = distance(sides.getFirst(), sides.get(2));
        return near.sub(far).add(margin).relu().mean();
    }

    private static Tensor distance(Tensor a, Tensor b) {
        return a.sub(b).add(MOVED).square().sum(-1).sqrt();
    }
}
