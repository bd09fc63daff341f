package io.steelyard.program;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * The closed set of operations that a program is made of. Whatever is derived from an operation
 * (its shape rule, text, gradient, cost, oracle, kernel) is an exhaustive {@code switch} over this
 * interface, so that a new record does not compile until each of them has an answer.
 *
 * <p>Every record is immutable and compared by value. Operands are not part of an operation: a
 * {@link Node} joins an operation with its operands. The constraints on operands, with the labels
 * that error messages quote, are in {@link ShapeRules}.
 */
public sealed interface Op {

    /** A value that is known when the program is recorded. No operands. */
    record Constant(NdArray value) implements Op {
        /** Equal when type and bytes are. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Constant constant && value.bitEquals(constant.value);
        }

        @Override
        public int hashCode() {
            return 31 * value.type().hashCode()
                    + (value.type().elements() == 0 ? 0 : Double.hashCode(value.get(0)));
        }
    }

    /** The index along an axis: {@code result[.., i, ..] = i}. No operands; numeric dtypes. */
    record Iota(TensorType type, int axis) implements Op {}

    /**
     * Each element in another dtype. Floats to integers truncate towards zero and saturate, NaN
     * gives 0; anything but 0 becomes true, NaN too; true becomes 1; narrower floats round to
     * nearest even; narrower integers keep the low bits.
     */
    record Convert(DType dtype) implements Op {}

    /**
     * The same bits under another dtype of the same width; which bits a NaN has is not specified.
     */
    record Bitcast(DType dtype) implements Op {}

    /** A function of each element. */
    record Unary(UnaryKind kind) implements Op {}

    /** A function of each pair of elements of two tensors of one type. */
    record Binary(BinaryKind kind) implements Op {}

    /** BOOL: how each pair of elements of two tensors of one type compares. */
    record Compare(Comparison comparison) implements Op {}

    /**
     * {@code condition ? onTrue : onFalse} for each element; operands (BOOL, T, T) of one shape.
     */
    record Select() implements Op {}

    /** The same elements in row-major order under another shape. */
    record Reshape(Shape shape) implements Op {}

    /** Axis i of the result is axis {@code permutation[i]} of the operand. */
    record Transpose(Axes permutation) implements Op {}

    /**
     * Repeats along axes: axis i of the operand is axis {@code axes[i]} of the result, where its
     * size is the same or 1; {@code axes} ascends. The other axes of the result repeat the operand.
     */
    record Broadcast(Shape shape, Axes axes) implements Op {}

    /** The part {@code start, start + stride, ... < limit} of each axis; one span per axis. */
    record Slice(List<Span> spans) implements Op {
        public Slice {
            spans = List.copyOf(spans);
        }
    }

    /** A part of one axis. */
    record Span(long start, long limit, long stride) {
        /** How many elements the part has. */
        public long size() {
            return limit <= start ? 0 : (limit - start - 1) / stride + 1;
        }
    }

    /**
     * Surrounds the first operand with the second, a scalar of the same dtype: {@code low} elements
     * before, {@code high} after and {@code interior} between any two along each axis.
     */
    record Pad(List<Padding> paddings) implements Op {
        public Pad {
            paddings = List.copyOf(paddings);
        }
    }

    /** Elements to add along one axis, each at least 0. */
    record Padding(long low, long high, long interior) {}

    /** Joins tensors along an axis; the other axes agree. One operand or more. */
    record Concat(int axis) implements Op {}

    /**
     * Operands (data, indices I32): {@code result[a.., i.., b..] = data[a.., indices[i..], b..]}
     * with a before and b after the axis. Indices clamp into the axis.
     */
    record Take(int axis) implements Op {}

    /**
     * Operands (data, indices I32, updates): data with each {@code updates[a.., i.., b..]} joined
     * to {@code data[a.., indices[i..], b..]}. Indices clamp into the axis. The type of the result
     * is that of data; {@code updates} has the type that {@link Take} would give.
     */
    record Scatter(ScatterKind kind, int axis) implements Op {}

    /**
     * Operands (data, starts I32 [rank]): the part of data of the given sizes that begins at
     * starts, which clamp so that the part lies inside.
     */
    record DynamicSlice(Shape sizes) implements Op {}

    /**
     * Operands (data, update, starts I32 [rank]): data with the part that begins at starts replaced
     * by update; starts clamp so that it lies inside.
     */
    record DynamicUpdateSlice() implements Op {}

    /**
     * The sum of products over the contracted axes, for each batch index. The axes of the result
     * are the batch axes in the order given, then the free axes of the left operand, then those of
     * the right. Accumulates in F32 or wider.
     */
    record DotGeneral(Axes leftBatch, Axes rightBatch, Axes leftContract, Axes rightContract)
            implements Op {}

    /** Joins the elements along axes, which vanish. */
    record Reduce(ReduceKind kind, Axes axes) implements Op {}

    /**
     * Operands (key I32 [2], stream I32 [2]): I32 random bits, element i (row-major) is {@code
     * philox4x32_10(counter = (lo32(i/4), hi32(i/4), stream[0], stream[1]), key)[i mod 4]} (Salmon
     * et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
     */
    record RandomBits(Shape shape) implements Op {}

    /** The operand, through which no gradient flows. */
    record StopGradient() implements Op {}

    /**
     * An operation that is defined by a program of other operations. A backend that knows the rule
     * may run a kernel of its own; for any other the body takes its place.
     */
    record Composite(CompositeRule rule, Function body) implements Op {
        /** Equal when the rules are and the operand types are, since those make the body. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Composite composite
                    && rule.equals(composite.rule)
                    && body.inputTypes().equals(composite.body.inputTypes());
        }

        @Override
        public int hashCode() {
            return 31 * rule.hashCode() + body.inputTypes().hashCode();
        }
    }
}
