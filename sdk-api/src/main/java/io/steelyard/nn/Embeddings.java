package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;

import java.util.List;

/** What losses do with vectors that a model gives. */
final class Embeddings {
    /** Keeps the length of a zero vector from being divided by; PyTorch's for a cosine. */
    private static final double LEAST_LENGTH = 1e-8;

    private Embeddings() {}

    /**
     * The parts {@code [batch, channels]} of predictions {@code [batch, count, channels]}. Throws
     * {@code INVALID_PROGRAM} for another shape.
     */
    static List<Tensor> sides(String loss, Tensor predictions, int count) {
        if (predictions.rank() != 3 || predictions.size(1) != count) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    loss
                            + " was given predictions "
                            + predictions.type()
                            + "; accepted are [batch, "
                            + count
                            + ", channels].");
        }
        return predictions.split(1, count).stream().map(side -> side.squeeze(1)).toList();
    }

    /** {@code a . b / (|a| |b|)} over the last axis. */
    static Tensor cosine(Tensor a, Tensor b) {
        return normalized(a).mul(normalized(b)).sum(-1);
    }

    /** Rows of length 1, but for those of length 0. */
    static Tensor normalized(Tensor rows) {
        Tensor square = rows.square().sum(-1);
        Tensor length = square.max(square.scalar(LEAST_LENGTH * LEAST_LENGTH)).sqrt();
        return rows.div(length.expandDims(-1));
    }
}
