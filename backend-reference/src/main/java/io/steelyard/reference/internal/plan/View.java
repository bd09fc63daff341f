package io.steelyard.reference.internal.plan;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.Arrangement;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How the elements of a value lie in a buffer. Reshapes, transposes, slices, reversals and
 * repetitions are other views of the same buffer; nothing is moved until an instruction asks for
 * dense rows.
 *
 * @param offset elements from the start of the buffer to the first element
 * @param strides elements to step over for one step along each axis; 0 repeats, a negative number
 *     goes backwards
 */
record View(Buffer buffer, long offset, TensorType type, long[] strides) {
    static View dense(Buffer buffer, TensorType type) {
        return new View(buffer, 0, type, type.shape().strides());
    }

    /** Valid once the buffer has its place. */
    Address address() {
        return buffer.address().plus(offset * type.dtype().bytes());
    }

    long size(int axis) {
        return type.shape().size(axis);
    }

    long stride(int axis) {
        return strides[axis];
    }

    int rank() {
        return strides.length;
    }

    /** Whether the elements follow each other in row-major order. */
    boolean isDense() {
        return isDenseFrom(0);
    }

    /** Whether the axes from one on are dense among themselves. */
    boolean isDenseFrom(int axis) {
        long expected = 1;
        for (int i = strides.length - 1; i >= axis; i--) {
            long size = size(i);
            if (size == 0) {
                return true;
            }
            if (size > 1 && strides[i] != expected) {
                return false;
            }
            expected *= size;
        }
        return true;
    }

    /**
     * The same elements under another shape, or null when that is not possible without moving them.
     */
    @Nullable View reshape(Shape shape) {
        if (isDense()) {
            return new View(buffer, offset, type.withShape(shape), shape.strides());
        }
        long[] result = new long[shape.rank()];
        int from = 0;
        int to = 0;
        // Match runs of old axes with runs of new axes that have as many elements.
        while (from < rank() || to < shape.rank()) {
            int firstFrom = from;
            int firstTo = to;
            long oldSize = from < rank() ? size(from++) : 1;
            long newSize = to < shape.rank() ? shape.size(to++) : 1;
            while (oldSize != newSize) {
                if (oldSize < newSize) {
                    oldSize *= size(from++);
                } else {
                    newSize *= shape.size(to++);
                }
            }
            Run run = run(axesFrom(firstFrom, from));
            if (run == null) {
                return null;
            }
            long stride = run.stride();
            for (int axis = to - 1; axis >= firstTo; axis--) {
                result[axis] = stride;
                stride *= shape.size(axis);
            }
        }
        return new View(buffer, offset, type.withShape(shape), result);
    }

    private static int[] axesFrom(int from, int to) {
        return Axes.range(from, to).toArray();
    }

    /** This dense view under the type of another value with as many elements. */
    View likeShape(TensorType other) {
        return new View(buffer, offset, other, other.shape().strides());
    }

    /** The same bits under another dtype of the same width. */
    View bitcast(DType dtype) {
        return new View(buffer, offset, type.withDType(dtype), strides);
    }

    View transpose(Axes permutation) {
        long[] sizes = new long[rank()];
        long[] result = new long[rank()];
        for (int i = 0; i < result.length; i++) {
            sizes[i] = size(permutation.get(i));
            result[i] = strides[permutation.get(i)];
        }
        return new View(buffer, offset, type.withShape(Shape.of(sizes)), result);
    }

    View broadcast(Op.Broadcast op) {
        long[] result = new long[op.shape().rank()];
        for (int i = 0; i < rank(); i++) {
            result[op.axes().get(i)] = size(i) == 1 ? 0 : strides[i];
        }
        return new View(buffer, offset, type.withShape(op.shape()), result);
    }

    View slice(List<Op.Span> spans) {
        long start = offset;
        long[] sizes = new long[rank()];
        long[] result = new long[rank()];
        for (int i = 0; i < result.length; i++) {
            Op.Span span = spans.get(i);
            start += span.start() * strides[i];
            sizes[i] = span.size();
            result[i] = strides[i] * span.stride();
        }
        return new View(buffer, start, type.withShape(Shape.of(sizes)), result);
    }

    /** The elements in the opposite order along some axes. */
    View reverse(Axes axes) {
        long start = offset;
        long[] result = strides.clone();
        for (int axis : axes.toArray()) {
            start += Math.max(0, size(axis) - 1) * strides[axis];
            result[axis] = -strides[axis];
        }
        return new View(buffer, start, type, result);
    }

    /** Axes that one size and one stride describe. */
    record Run(long size, long stride) {}

    /** The axes, in this order, as one; null when they do not lie evenly. */
    @Nullable Run run(int[] axes) {
        long size = 1;
        long stride = 0;
        for (int axis : axes) {
            long next = size(axis);
            if (next == 1) {
                continue;
            }
            if (size != 1 && stride != strides[axis] * next) {
                return null;
            }
            size *= next;
            stride = strides[axis];
        }
        return new Run(size, stride);
    }

    /** How the elements lie for a fused program; null when it is in another way. */
    @Nullable Arrangement arrangement() {
        Arrangement.Repeated repeated = repeated();
        return repeated == null ? rows() : repeated;
    }

    /** Rows that lie evenly, one that is dense included; null when there are none. */
    Arrangement.@Nullable Rows rows() {
        if (isDense()) {
            return Arrangement.Rows.dense(type.elements());
        }
        long width = 1;
        int axis = rank() - 1;
        for (; axis >= 0 && (size(axis) == 1 || strides[axis] == width); axis--) {
            width *= size(axis);
        }
        Run rows = run(axesFrom(0, axis + 1));
        return rows == null ? null : new Arrangement.Rows(width, rows.stride());
    }

    /** How the elements repeat; null when they do not. */
    private Arrangement.@Nullable Repeated repeated() {
        if (isDense()) {
            return null;
        }
        long inner = 1;
        int axis = rank() - 1;
        for (; axis >= 0 && (size(axis) == 1 || strides[axis] == 0); axis--) {
            inner *= size(axis);
        }
        long period = 1;
        for (; axis >= 0 && (size(axis) == 1 || strides[axis] == period); axis--) {
            period *= size(axis);
        }
        for (; axis >= 0; axis--) {
            if (size(axis) != 1 && strides[axis] != 0) {
                return null;
            }
        }
        return new Arrangement.Repeated(inner, period);
    }
}
