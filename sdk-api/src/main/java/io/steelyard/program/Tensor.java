package io.steelyard.program;

import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

/**
 * A handle to one value of a function that is being recorded. Its methods record operations and
 * give handles to their results; nothing is computed until a backend runs the function.
 *
 * <p>The methods are grouped by kind: {@link Elementwise}, {@link Layout}, {@link Contraction},
 * {@link Windows} and {@link Indexing}; loops are in {@link Loop}. Where operands of different
 * shapes meet, NumPy's broadcasting rules apply and an explicit {@code broadcast} is recorded;
 * dtypes are never converted silently.
 *
 * <p>Lives only while its function is recorded; not safe for use from several threads.
 */
public final class Tensor implements Elementwise, Layout, Contraction, Windows, Indexing {
    private final Recorder recorder;
    private final Value value;

    Tensor(Recorder recorder, Value value) {
        this.recorder = recorder;
        this.value = value;
    }

    /** The recording this tensor belongs to. */
    public Recorder recorder() {
        return recorder;
    }

    /** What this is a handle of. */
    public Value value() {
        return value;
    }

    public TensorType type() {
        return value.type();
    }

    public DType dtype() {
        return value.type().dtype();
    }

    public Shape shape() {
        return value.type().shape();
    }

    /** The size of an axis; -1 is the innermost. */
    public long size(int axis) {
        return value.type().shape().size(axis(axis));
    }

    /**
     * The axis as a number in {@code [0, rank)}; -1 is the innermost. Throws {@code
     * INVALID_PROGRAM} for an axis that is not there.
     */
    public int axis(int axis) {
        try {
            return value.type().shape().axis(axis);
        } catch (SteelyardException problem) {
            throw recorder.located(problem);
        }
    }

    public int rank() {
        return value.type().shape().rank();
    }

    /**
     * A scalar of this tensor's dtype in the same recording. Throws {@code INVALID_PROGRAM} for a
     * constant that an integer or BOOL dtype cannot hold, such as 0.5.
     */
    public Tensor scalar(double constant) {
        NdArray stored = NdArray.zeros(TensorType.of(dtype()));
        stored.set(0, constant);
        if (!dtype().isFloating() && stored.get(0) != constant) {
            throw recorder.invalid(
                    "The constant "
                            + constant
                            + " meets a tensor of type "
                            + type()
                            + ", whose dtype cannot hold it; convert the tensor to a float dtype"
                            + " first.");
        }
        return recorder.constant(stored);
    }

    /** A tensor of this one's type with each element the same. */
    public Tensor filled(double constant) {
        return scalar(constant).broadcastTo(shape());
    }

    /** The same values, through which no gradient flows. */
    public Tensor stopGradient() {
        return recorder.apply(new Op.StopGradient(), this);
    }

    /** Two handles of one value are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && recorder == tensor.recorder
                && value.equals(tensor.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value + ": " + value.type();
    }
}
