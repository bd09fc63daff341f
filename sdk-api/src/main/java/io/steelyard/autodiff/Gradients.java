package io.steelyard.autodiff;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * Reverse-mode automatic differentiation (Griewank and Walther 2008, "Evaluating Derivatives",
 * chapter 3) on a program: the backward pass is recorded as further nodes of the same function, so
 * that it can be differentiated again.
 */
public final class Gradients {
    private Gradients() {}

    /**
     * The derivatives of a scalar with respect to tensors of the same recording.
     *
     * @param loss a float of shape {@code []}
     * @param wrt float tensors
     * @return one tensor for each of {@code wrt}, of its type; zeros where the loss does not depend
     *     on it
     * @throws SteelyardException {@code INVALID_PROGRAM} when the loss is no float scalar or {@code
     *     wrt} holds a tensor that is no float
     */
    public static List<Tensor> of(Tensor loss, List<Tensor> wrt) {
        if (loss.rank() != 0 || !loss.dtype().isFloating()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "gradients: the loss is "
                            + loss.type()
                            + "; accepted is a float scalar, so reduce it with mean() or sum()"
                            + " first.");
        }
        return of(List.of(loss), List.of(loss.scalar(1)), wrt);
    }

    /**
     * The vector-Jacobian product: the derivatives of {@code sum_i <outputs_i, cotangents_i>}.
     *
     * @param outputs float tensors of one recording, at least one
     * @param cotangents one for each output, of its type
     * @param wrt float tensors of the same recording
     * @return one tensor for each of {@code wrt}, of its type
     */
    public static List<Tensor> of(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> wrt) {
        for (Tensor tensor : wrt) {
            if (!tensor.dtype().isFloating()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_PROGRAM,
                        "gradients: a derivative is asked with respect to "
                                + tensor.type()
                                + "; accepted are floats.");
            }
        }
        Recorder recorder = outputs.getFirst().recorder();
        String scope = recorder.scope();
        try {
            return new BackwardPass(recorder, 0).run(outputs, cotangents, wrt);
        } finally {
            recorder.scope(scope);
        }
    }
}
