package io.steelyard.nn;

import io.steelyard.composite.BatchNormRule;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * Batch normalization (Ioffe and Szegedy 2015): each channel with mean 0 and variance 1 over all
 * other axes, scaled and shifted: {@code [batch, .., channels] -> [batch, .., channels]}. Training
 * uses mean and variance of the batch, and lets running ones follow them; inference uses the
 * running ones.
 *
 * <p>Parameters {@code weight}, 1 at first, and {@code bias}, 0 at first; state {@code
 * running_mean}, 0 at first, and {@code running_var}, 1 at first, {@code [channels]} each, and the
 * number of batches seen {@code num_batches_tracked}, I64 {@code []}. As in PyTorch, {@code running
 * = (1 - momentum) * running + momentum * batch}, where the variance of the batch is the unbiased
 * one.
 *
 * @param momentum the weight of a new batch in the running statistics, in [0, 1]
 * @param epsilon added to the variance
 */
public record BatchNorm(float momentum, float epsilon) implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for a momentum outside [0, 1] and a negative epsilon. */
    public BatchNorm {
        Arguments.require(
                momentum >= 0 && momentum <= 1,
                "BatchNorm",
                "momentum",
                momentum,
                "numbers from 0 to 1");
        Arguments.requireNotNegative("BatchNorm", "epsilon", epsilon);
    }

    /** With PyTorch's momentum of 0.1 and epsilon of 1e-5. */
    public BatchNorm() {
        this(0.1f, 1e-5f);
    }

    /**
     * Throws {@code INVALID_PROGRAM} for an input without a batch axis, and in training for one
     * with fewer than two elements of a channel, which have no variance.
     */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Shape channels = Shape.of(requireChannels(input));
        Tensor weight = scope.parameter("weight", channels, Initializers.ones());
        Tensor bias = scope.parameter("bias", channels, Initializers.zeros());
        TensorType type = new TensorType(DType.F32, channels);
        Tensor mean = scope.state("running_mean", type, Initializers.zeros());
        Tensor variance = scope.state("running_var", type, Initializers.ones());
        Tensor batches =
                scope.state("num_batches_tracked", TensorType.of(DType.I64), Initializers.zeros());
        if (!scope.training()) {
            Tensor scale = weight.div(variance.add(epsilon).sqrt());
            return input.sub(mean).mul(scale).add(bias);
        }
        long rows = requireRows(input);
        List<Tensor> results =
                scope.recorder()
                        .applyComposite(new BatchNormRule(epsilon), List.of(input, weight, bias));
        scope.update("running_mean", follow(mean, results.get(1), 1));
        scope.update("running_var", follow(variance, results.get(3), rows / (rows - 1.0)));
        scope.update("num_batches_tracked", batches.add(1));
        return results.getFirst();
    }

    private Tensor follow(Tensor running, Tensor batch, double correction) {
        return running.mul(1.0 - momentum).add(batch.mul(momentum * correction));
    }

    private static long requireChannels(Tensor input) {
        if (input.rank() < 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A batch normalization was applied to "
                            + input.type()
                            + "; accepted are [batch, .., channels].");
        }
        return input.size(-1);
    }

    private static long requireRows(Tensor input) {
        long rows = input.shape().slice(0, input.rank() - 1).elements();
        if (rows < 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A batch normalization in training was applied to "
                            + input.type()
                            + ", in which a channel has fewer than 2 elements and so no variance;"
                            + " give it a larger batch.");
        }
        return rows;
    }
}
