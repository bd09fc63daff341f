package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

/**
 * What losses and metrics hold their predictions to. Shapes must be equal where elements are
 * compared: {@code [n, 1]} against {@code [n]} would broadcast to {@code [n, n]} and train on
 * nonsense.
 */
public final class Comparisons {
    private Comparisons() {}

    /**
     * A target of the shape of the predictions, in their dtype. Throws {@code INVALID_PROGRAM} for
     * another shape.
     */
    public static Tensor target(String owner, Tensor predictions, Targets targets, String name) {
        Tensor target = targets.get(name);
        if (!target.shape().equals(predictions.shape())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    owner
                            + " compares predictions "
                            + predictions.type()
                            + " with the target '"
                            + name
                            + "' "
                            + target.type()
                            + "; accepted are equal shapes, so reshape one of them.");
        }
        return target.convert(predictions.dtype());
    }

    /**
     * The target {@code labels}, I32 {@code [..]} for predictions {@code [.., classes]}. Throws
     * {@code INVALID_PROGRAM} for another type.
     */
    public static Tensor labels(String owner, Tensor predictions, Targets targets) {
        Tensor labels = targets.labels();
        Shape shape = predictions.shape();
        if (shape.rank() == 0
                || !labels.type()
                        .equals(new TensorType(DType.I32, shape.slice(0, shape.rank() - 1)))) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    owner
                            + " compares predictions "
                            + predictions.type()
                            + " with the labels "
                            + labels.type()
                            + "; accepted are predictions [.., classes] and labels i32[..].");
        }
        return labels;
    }

    /**
     * 1 at the class of each label, 0 elsewhere: {@code [.., classes]}, of the predictions' dtype.
     * A label that is no class gives zeros.
     */
    static Tensor oneHot(Tensor predictions, Tensor labels) {
        TensorType type = new TensorType(DType.I32, predictions.shape());
        Tensor index = predictions.recorder().apply(new Op.Iota(type, predictions.rank() - 1));
        return index.eq(labels.expandDims(-1)).convert(predictions.dtype());
    }

    /**
     * {@code log(1 + e^x)}, whose derivative is {@code sigmoid(x)} everywhere. The larger of 0 and
     * x is taken out of the sum, so that nothing overflows; below about -16 an F32 gives 0.
     */
    public static Tensor softplus(Tensor x) {
        Tensor larger = x.relu().stopGradient();
        return larger.neg().exp().add(x.sub(larger).exp()).log().add(larger);
    }
}
