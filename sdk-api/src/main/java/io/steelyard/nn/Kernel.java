package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Op;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The window of a convolution or a pooling, and how it moves over 1 to 3 spatial axes: {@code
 * Kernel.of(3, 3).withStride(2).withPadding(Padding.same())}.
 *
 * @param sizes taps along each axis
 * @param strides elements from one position to the next along each axis
 * @param dilations elements from one tap to the next along each axis
 * @param padding what surrounds the axes
 */
public record Kernel(
        List<Integer> sizes, List<Integer> strides, List<Integer> dilations, Padding padding) {
    private static final int MOST_AXES = 3;

    /**
     * Throws {@code INVALID_ARGUMENT} unless there are 1 to 3 sizes and as many strides and
     * dilations, all of 1 or more.
     */
    public Kernel {
        sizes = List.copyOf(sizes);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        boolean counts =
                !sizes.isEmpty()
                        && sizes.size() <= MOST_AXES
                        && strides.size() == sizes.size()
                        && dilations.size() == sizes.size();
        if (!counts || smallest(sizes) < 1 || smallest(strides) < 1 || smallest(dilations) < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A kernel of sizes "
                            + sizes
                            + ", strides "
                            + strides
                            + " and dilations "
                            + dilations
                            + " was given; accepted are 1 or more, for each of 1 to "
                            + MOST_AXES
                            + " axes.");
        }
    }

    private static int smallest(List<Integer> numbers) {
        return Collections.min(numbers);
    }

    /** A kernel that moves element by element, its taps side by side, with no padding. */
    public static Kernel of(int... sizes) {
        List<Integer> ones = Collections.nCopies(sizes.length, 1);
        return new Kernel(Arrays.stream(sizes).boxed().toList(), ones, ones, Padding.valid());
    }

    /** A kernel whose windows lie side by side, as those of a pooling usually do. */
    static Kernel tiles(int... sizes) {
        return of(sizes).withStride(sizes);
    }

    /** The same with other strides: one for each axis, or one for all. */
    public Kernel withStride(int... values) {
        return new Kernel(sizes, each(values), dilations, padding);
    }

    /** The same with other dilations: one for each axis, or one for all. */
    public Kernel withDilation(int... values) {
        return new Kernel(sizes, strides, each(values), padding);
    }

    /** The same with another padding. */
    public Kernel withPadding(Padding value) {
        return new Kernel(sizes, strides, dilations, value);
    }

    /** The number of spatial axes. */
    public int axes() {
        return sizes.size();
    }

    private List<Integer> each(int... values) {
        return values.length == 1
                ? Collections.nCopies(axes(), values[0])
                : Arrays.stream(values).boxed().toList();
    }

    /** Elements from the first tap to the last, both included. */
    long extent(int axis) {
        return (sizes.get(axis) - 1L) * dilations.get(axis) + 1;
    }

    /** The shape of a filter: {@code [sizes.., inputs, outputs]}. */
    Shape filter(long inputs, long outputs) {
        return Shape.of(sizes.stream().mapToLong(Integer::longValue).toArray())
                .concat(Shape.of(inputs, outputs));
    }

    /**
     * Throws {@code INVALID_PROGRAM} unless the input is {@code [batch, spatial.., channels]} with
     * as many spatial axes as this has.
     */
    void requireAxes(TensorType input) {
        if (input.shape().rank() != axes() + 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A kernel of sizes "
                            + sizes
                            + " was applied to "
                            + input
                            + "; accepted are [batch, spatial.., channels] with "
                            + axes()
                            + (axes() == 1 ? " spatial axis." : " spatial axes."));
        }
    }

    /**
     * How the kernel moves over an input {@code [batch, spatial.., channels]}. Throws {@code
     * INVALID_PROGRAM} for another number of spatial axes, and where the kernel is longer than a
     * padded axis.
     */
    List<Op.Sweep> sweeps(TensorType input) {
        requireAxes(input);
        List<Op.Sweep> sweeps = new ArrayList<>();
        for (int axis = 0; axis < axes(); axis++) {
            long size = input.shape().size(axis + 1);
            Op.Sweep sweep = sweep(axis, size);
            if (sweep.positions(size, sizes.get(axis)) == 0) {
                throw new SteelyardException(
                        ErrorCode.INVALID_PROGRAM,
                        "A kernel of sizes "
                                + sizes
                                + " was applied to "
                                + input
                                + ", where it spans "
                                + extent(axis)
                                + " elements of spatial axis "
                                + axis
                                + ", which has "
                                + (sweep.low() + size + sweep.high())
                                + " with its padding; give it more padding or a larger input.");
            }
            sweeps.add(sweep);
        }
        return sweeps;
    }

    /** How the kernel moves along a spatial axis of a size. */
    Op.Sweep sweep(int axis, long size) {
        long stride = strides.get(axis);
        long dilation = dilations.get(axis);
        return switch (padding) {
            case Padding.Valid() -> new Op.Sweep(stride, 0, 0, dilation);
            case Padding.Same() -> {
                long covered = (Math.ceilDiv(size, stride) - 1) * stride + extent(axis);
                long missing = Math.max(0, covered - size);
                yield new Op.Sweep(stride, missing / 2, missing - missing / 2, dilation);
            }
            case Padding.Causal() -> new Op.Sweep(stride, extent(axis) - 1, 0, dilation);
            case Padding.Explicit(List<Integer> low, List<Integer> high) ->
                    new Op.Sweep(stride, side(low, axis), side(high, axis), dilation);
        };
    }

    private long side(List<Integer> elements, int axis) {
        if (elements.size() != 1 && elements.size() != axes()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A padding of "
                            + elements
                            + " elements was given to a kernel of sizes "
                            + sizes
                            + "; accepted is one number for each axis, or one for all.");
        }
        return elements.get(elements.size() == 1 ? 0 : axis);
    }
}
