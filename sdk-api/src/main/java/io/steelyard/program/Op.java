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

    /** The elements in the opposite order along each of the axes. */
    record Reverse(Axes axes) implements Op {}

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

    /**
     * Convolution over 1 to 3 spatial axes, channels last. Operands (input {@code [batch,
     * spatial.., inChannels]}, filter {@code [spatial.., inChannels / groups, outChannels]}), two
     * of one floating dtype; result {@code [batch, positions.., outChannels]}:
     *
     * <pre>
     * result[b, p.., o] = sum over taps t.. and channels c of
     *     input[b, p * stride - low + t * dilation.., g * inChannels / groups + c] * filter[t.., c, o]
     * </pre>
     *
     * with {@code g = o / (outChannels / groups)}; the input is 0 where it is padded. A
     * cross-correlation, as in all frameworks: the filter is not mirrored. Accumulates in F32 or
     * wider. Whether a tap that is infinite or NaN shows through padding is not specified.
     *
     * @param sweeps how the filter moves along each spatial axis
     * @param groups parts into which both channel axes fall; each sees its own part of the input
     */
    record Conv(List<Sweep> sweeps, int groups) implements Op {
        public Conv {
            sweeps = List.copyOf(sweeps);
        }
    }

    /**
     * The gradient of {@link Conv} with respect to its input, also known as transposed convolution.
     * Operands (gradient of the result, filter); result of the shape of the input: the sum of
     * {@code gradient[b, p.., o] * filter[t.., c, o]} over all that meet at an element of the
     * input.
     *
     * @param conv the forward operation
     * @param input shape of its input
     */
    record ConvInputGradient(Conv conv, Shape input) implements Op {}

    /**
     * The gradient of {@link Conv} with respect to its filter. Operands (input, gradient of the
     * result); result of the shape of the filter: the sum of {@code input * gradient} over the
     * batch and all positions.
     *
     * @param conv the forward operation
     * @param filter shape of its filter
     */
    record ConvFilterGradient(Conv conv, Shape filter) implements Op {}

    /**
     * How a filter or a window moves along one axis.
     *
     * @param stride elements from one position to the next, at least 1
     * @param low elements of padding before the axis, at least 0
     * @param high elements of padding after the axis, at least 0
     * @param dilation elements from one tap to the next, at least 1
     */
    record Sweep(long stride, long low, long high, long dilation) {
        private static final Sweep EACH = new Sweep(1, 0, 0, 1);

        /** Every position, no padding, taps side by side. */
        public static Sweep each() {
            return EACH;
        }

        /** How many positions there are for so many taps over an axis of a size. */
        public long positions(long size, long taps) {
            long extent = (taps - 1) * dilation + 1;
            long padded = low + size + high;
            return padded < extent ? 0 : (padded - extent) / stride + 1;
        }
    }

    /**
     * Joins the elements of a window at each of its positions: {@code result[p..] = join over taps
     * t.. of operand[p * stride - low + t * dilation..]}. Padding counts as nothing: a window that
     * lies in it altogether sums to 0 and has the maximum -infinity (or the smallest integer).
     *
     * @param windows one for each axis of the operand; {@link Window#one} where nothing is joined
     */
    record WindowReduce(WindowKind kind, List<Window> windows) implements Op {
        public WindowReduce {
            windows = List.copyOf(windows);
        }
    }

    /**
     * The gradient of {@link WindowReduce} MAX. Operands (the operand of it, the gradient of its
     * result), floats; result of the type of the operand: at each position the gradient is added to
     * the window's largest element. Of several largest the first in row-major order takes it; NaN
     * is larger than any number. A position whose window lies in padding altogether adds nothing.
     */
    record WindowMaxGradient(List<Window> windows) implements Op {
        public WindowMaxGradient {
            windows = List.copyOf(windows);
        }
    }

    /**
     * A window along one axis.
     *
     * @param size taps, at least 1
     * @param sweep how it moves
     */
    record Window(long size, Sweep sweep) {
        private static final Window ONE = new Window(1, Sweep.EACH);

        /** One element at each position: the axis stays as it is. */
        public static Window one() {
            return ONE;
        }

        /** How many positions it has over an axis of a size. */
        public long positions(long axis) {
            return sweep.positions(axis, size);
        }
    }

    /** Joins the elements along axes, which vanish. */
    record Reduce(ReduceKind kind, Axes axes) implements Op {}

    /**
     * Operands (key I32 [2], stream I32 [2]): I32 random bits, element i (row-major) is {@code
     * philox4x32_10(counter = (lo32(i/4), hi32(i/4), stream[0], stream[1]), key)[i mod 4]} (Salmon
     * et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
     */
    record RandomBits(Shape shape) implements Op {}

    /**
     * The k largest elements of each row of the last axis, in descending order. Operand {@code [..,
     * n]}, a number; results values {@code [.., k]} and indices I32 {@code [.., k]}. Of equal
     * elements the one with the lower index comes first; NaN is larger than any number, and all NaN
     * are equal, as 0 and -0 are.
     */
    record TopK(long k) implements Op {}

    /** An operation that runs a function of its own, which touches no state. */
    sealed interface Control extends Op {
        /** What it runs. */
        Function body();

        /** The same with another body of the same inputs and outputs. */
        Control withBody(Function other);
    }

    /**
     * A loop: runs the body once for each element of the leading axis of the sequences. The inputs
     * of the body are the carries, one element of each sequence, and the constants, in this order;
     * its outputs are the carries for the next step, and then one element of each result sequence.
     *
     * <p>Operands: first carries, sequences {@code [length, ..]}, constants. Results: the carries
     * after the last step, then the result sequences {@code [length, ..]}. In reverse order the
     * step for the last element comes first; element i of the result sequences belongs to element i
     * of the sequences in either order.
     *
     * @param body touches no state
     * @param carries how many values are handed from step to step
     * @param sequences how many sequences are read
     * @param length how many steps
     * @param reverse whether the steps go from the last element to the first
     */
    record Scan(Function body, int carries, int sequences, long length, boolean reverse)
            implements Control {
        @Override
        public Scan withBody(Function other) {
            return new Scan(other, carries, sequences, length, reverse);
        }
    }

    /**
     * A function as one operation: the operands are its inputs, the results its outputs.
     *
     * @param body touches no state
     * @param recompute whether the gradient computes the values inside anew instead of keeping them
     *     from the forward pass (activation checkpointing; Chen et al. 2016, "Training deep nets
     *     with sublinear memory cost"). A backend keeps such a call apart from the nodes around it;
     *     any other call may be replaced by its body.
     */
    record Call(Function body, boolean recompute) implements Control {
        @Override
        public Call withBody(Function other) {
            return new Call(other, recompute);
        }
    }

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
