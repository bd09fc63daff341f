package io.steelyard.tensor;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor's axes, outermost first: immutable, each at least 0. The empty shape {@code
 * []} is that of a scalar.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new long[0]);

    private final long[] sizes;

    private Shape(long[] sizes) {
        this.sizes = sizes;
    }

    /** A shape of the given sizes; throws {@code INVALID_PROGRAM} if one is negative. */
    public static Shape of(long... sizes) {
        if (sizes.length == 0) {
            return SCALAR;
        }
        for (long size : sizes) {
            if (size < 0) {
                throw new SteelyardException(
                        ErrorCode.INVALID_PROGRAM,
                        "A shape has sizes of 0 or more; given was "
                                + Arrays.toString(sizes)
                                + ".");
            }
        }
        return new Shape(sizes.clone());
    }

    /** The shape {@code []}. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** The number of axes. */
    public int rank() {
        return sizes.length;
    }

    /**
     * The size of an axis; negative axes count from the last, so that -1 is the innermost. Throws
     * {@code INVALID_PROGRAM} for an axis that is not there.
     */
    public long size(int axis) {
        return sizes[axis(axis)];
    }

    /** The axis as a number in {@code [0, rank)}; -1 is the innermost. */
    public int axis(int axis) {
        int resolved = axis < 0 ? axis + sizes.length : axis;
        if (resolved < 0 || resolved >= sizes.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "Axis "
                            + axis
                            + " was asked of "
                            + this
                            + ", which has "
                            + sizes.length
                            + " axes; accepted are "
                            + -sizes.length
                            + " to "
                            + (sizes.length - 1)
                            + ".");
        }
        return resolved;
    }

    /**
     * The product of the sizes; 1 for a scalar, 0 when one of the sizes is 0. Throws {@link
     * ArithmeticException} past 2^63 - 1.
     */
    public long elements() {
        for (long size : sizes) {
            if (size == 0) {
                return 0; // also when the product of the others is past the limit
            }
        }
        long product = 1;
        for (long size : sizes) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    /** A copy of the sizes. */
    public long[] toArray() {
        return sizes.clone();
    }

    /**
     * This shape with one axis of another size; throws {@code INVALID_PROGRAM} as {@link #axis}
     * does.
     */
    public Shape with(int axis, long size) {
        long[] copy = sizes.clone();
        copy[axis(axis)] = size;
        return of(copy);
    }

    /**
     * The axes {@code [from, to)} as a shape of their own. Throws {@code INVALID_PROGRAM} unless
     * {@code 0 <= from <= to <= rank}.
     */
    public Shape slice(int from, int to) {
        if (from < 0 || to < from || to > sizes.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The axes from "
                            + from
                            + " to "
                            + to
                            + " were asked of "
                            + this
                            + ", which has "
                            + sizes.length
                            + " axes; accepted are 0 <= from <= to <= "
                            + sizes.length
                            + ".");
        }
        return of(Arrays.copyOfRange(sizes, from, to));
    }

    /** This shape followed by the axes of another. */
    public Shape concat(Shape inner) {
        long[] joined = Arrays.copyOf(sizes, sizes.length + inner.sizes.length);
        System.arraycopy(inner.sizes, 0, joined, sizes.length, inner.sizes.length);
        return of(joined);
    }

    /** Elements to step over for one step along each axis, in row-major order. */
    public long[] strides() {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /** As it stands in messages and program text: {@code [12,64,128]}. */
    @Override
    public String toString() {
        return Arrays.stream(sizes)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }
}
