package io.steelyard.tensor;

import java.util.Objects;

/** A dtype and a shape: all that is known of a tensor before a program runs. */
public record TensorType(DType dtype, Shape shape) {
    public TensorType {
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(shape, "shape");
    }

    /** A type from its sizes; throws {@code INVALID_PROGRAM} if one is negative. */
    public static TensorType of(DType dtype, long... sizes) {
        return new TensorType(dtype, Shape.of(sizes));
    }

    /** The number of elements. Throws {@link ArithmeticException} past 2^63 - 1. */
    public long elements() {
        return shape.elements();
    }

    /**
     * Bytes of the row-major storage, without padding. Throws {@link ArithmeticException} past 2^63
     * - 1.
     */
    public long bytes() {
        return Math.multiplyExact(shape.elements(), dtype.bytes());
    }

    /** The same shape with another dtype. */
    public TensorType withDType(DType other) {
        return new TensorType(other, shape);
    }

    /** The same dtype with another shape. */
    public TensorType withShape(Shape other) {
        return new TensorType(dtype, other);
    }

    /** As it stands in messages and program text: {@code f32[12,64]}. */
    @Override
    public String toString() {
        return dtype.text() + shape;
    }
}
