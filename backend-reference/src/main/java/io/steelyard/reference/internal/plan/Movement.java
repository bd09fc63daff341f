package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.Philox;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.CopyStep;
import io.steelyard.reference.internal.run.DynamicSliceStep;
import io.steelyard.reference.internal.run.FillStep;
import io.steelyard.reference.internal.run.MoveStep;
import io.steelyard.reference.internal.run.RowsStep;
import io.steelyard.reference.internal.run.Window;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Writes the operations that move elements without computing with them. */
final class Movement {
    private Movement() {}

    /** Emits a copy of the elements of one view into another of the same shape. */
    static void emitCopy(Draft draft, View in, View out) {
        if (in.type().elements() == 0) {
            return;
        }
        if (in.isDense() && out.isDense()) {
            draft.emit(
                    List.of(in),
                    List.of(out),
                    () -> new MoveStep(out.address(), in.address(), in.type().bytes()));
            return;
        }
        draft.emit(
                List.of(in),
                List.of(out),
                () ->
                        new CopyStep(
                                out.address(),
                                out.strides(),
                                in.address(),
                                in.strides(),
                                in.type().shape().toArray(),
                                in.type().dtype().bytes()));
    }

    /** Emits a fill of a dense view with one element. */
    static void emitFill(Draft draft, View element, View out) {
        if (out.type().elements() == 0) {
            return;
        }
        draft.emit(
                List.of(element),
                List.of(out),
                () ->
                        new FillStep(
                                out.address(),
                                element.address(),
                                out.type().dtype().bytes(),
                                out.type().elements()));
    }

    /** The same elements under another shape, moved only when they do not lie evenly. */
    static void reshape(Draft draft, Node node, Shape shape) {
        Value operand = node.operands().getFirst();
        View reshaped = draft.view(operand).reshape(shape);
        if (reshaped == null) {
            View dense = draft.dense(operand);
            reshaped =
                    new View(
                            dense.buffer(),
                            dense.offset(),
                            dense.type().withShape(shape),
                            shape.strides());
        }
        draft.define(node.result(), reshaped);
    }

    /** A row of numbers, repeated along the other axes without being stored there. */
    static void iota(Draft draft, Node node, Op.Iota op) {
        long size = op.type().shape().size(op.axis());
        NdArray numbers = NdArray.zeros(TensorType.of(op.type().dtype(), size));
        for (long i = 0; i < size; i++) {
            numbers.set(i, i);
        }
        View row = draft.constant(numbers);
        long[] strides = new long[op.type().shape().rank()];
        strides[op.axis()] = 1;
        draft.define(node.result(), new View(row.buffer(), 0, op.type(), strides));
    }

    static void pad(Draft draft, Node node, Op.Pad op) {
        View operand = draft.view(node.operands().getFirst());
        View filler = draft.view(node.operands().get(1));
        View result = draft.result(node.result());
        emitFill(draft, filler, result);
        List<Op.Span> spans = new ArrayList<>();
        for (int axis = 0; axis < op.paddings().size(); axis++) {
            Op.Padding padding = op.paddings().get(axis);
            long step = padding.interior() + 1;
            long limit = padding.low() + Math.max(0, (operand.size(axis) - 1) * step + 1);
            spans.add(
                    new Op.Span(
                            padding.low(), operand.size(axis) == 0 ? padding.low() : limit, step));
        }
        emitCopy(draft, operand, result.slice(spans));
    }

    static void dynamicSlice(Draft draft, Node node) {
        View data = draft.dense(node.operands().getFirst());
        View starts = draft.dense(node.operands().get(1));
        View result = draft.result(node.result());
        if (result.type().elements() > 0) {
            draft.emit(
                    List.of(data, starts),
                    List.of(result),
                    () ->
                            new DynamicSliceStep(
                                    data.address(),
                                    result.address(),
                                    new Window(
                                            starts.address(),
                                            data.type().shape().toArray(),
                                            result.type().shape().toArray()),
                                    false,
                                    data.type().dtype().bytes()));
        }
    }

    static void dynamicUpdateSlice(Draft draft, Node node) {
        View data = draft.dense(node.operands().getFirst());
        View update = draft.dense(node.operands().get(1));
        View starts = draft.dense(node.operands().get(2));
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        // Into a fresh buffer, or, where the data ends here, over the data: then nothing is copied.
        draft.emit(
                List.of(data, update, starts),
                List.of(result),
                update.buffer() == data.buffer() || starts.buffer() == data.buffer()
                        ? List.of()
                        : Draft.overlay(result, data),
                () -> new MoveStep(result.address(), data.address(), data.type().bytes()));
        if (update.type().elements() > 0) {
            draft.emit(
                    List.of(update, starts),
                    List.of(result),
                    () ->
                            new DynamicSliceStep(
                                    result.address(),
                                    update.address(),
                                    new Window(
                                            starts.address(),
                                            data.type().shape().toArray(),
                                            update.type().shape().toArray()),
                                    true,
                                    data.type().dtype().bytes()));
        }
    }

    static void randomBits(Draft draft, Node node) {
        View key = draft.dense(node.operands().getFirst());
        View stream = draft.dense(node.operands().get(1));
        View result = draft.result(node.result());
        if (result.type().elements() > 0) {
            draft.emit(
                    List.of(key, stream),
                    List.of(result),
                    () -> randomBits(result, key.address(), stream.address()));
        }
    }

    private static RowsStep randomBits(View result, Address key, Address stream) {
        Address out = result.address();
        return new RowsStep(
                "random_bits",
                result.type().elements(),
                1,
                (frame, first, last) ->
                        Philox.randomBits(
                                frame.at(out) + 4 * first,
                                first,
                                last - first,
                                NativeMemory.getInt(frame.at(key)),
                                NativeMemory.getInt(frame.at(key) + 4),
                                NativeMemory.getInt(frame.at(stream)),
                                NativeMemory.getInt(frame.at(stream) + 4)));
    }
}
