package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ScatterKind;
import io.steelyard.reference.internal.kernel.BinaryKernels;
import io.steelyard.reference.internal.kernel.BlockKernel;
import io.steelyard.reference.internal.kernel.DoubleKernels;
import io.steelyard.reference.internal.kernel.IntKernels;
import io.steelyard.reference.internal.kernel.LongKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.run.MoveStep;
import io.steelyard.reference.internal.run.ScatterStep;
import io.steelyard.reference.internal.run.TakeStep;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Writes the operations that read or write along an axis at indices known when the program runs.
 */
final class Indexing {
    private Indexing() {}

    static void take(Draft draft, Node node, Op.Take op) {
        View data = draft.dense(node.operands().getFirst());
        View indices = draft.dense(node.operands().get(1));
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        Shape shape = data.type().shape();
        draft.emit(
                List.of(data, indices),
                List.of(result),
                () ->
                        new TakeStep(
                                result.address(),
                                data.address(),
                                indices.address(),
                                shape.slice(0, op.axis()).elements(),
                                shape.size(op.axis()),
                                shape.slice(op.axis() + 1, shape.rank()).elements(),
                                indices.type().elements(),
                                data.type().dtype().bytes()));
    }

    static void scatter(Draft draft, Node node, Op.Scatter op) {
        View data = draft.dense(node.operands().getFirst());
        View indices = draft.dense(node.operands().get(1));
        View updates = draft.dense(node.operands().get(2));
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        BlockKernel join = join(node, op.kind(), data.type().dtype());
        boolean apart = indices.buffer() != data.buffer() && updates.buffer() != data.buffer();
        draft.emit(
                List.of(data, indices, updates),
                List.of(result),
                apart ? Draft.overlay(result, data) : List.of(),
                () -> new MoveStep(result.address(), data.address(), data.type().bytes()));
        Shape shape = data.type().shape();
        draft.emit(
                List.of(indices, updates),
                List.of(result),
                () ->
                        new ScatterStep(
                                result.address(),
                                indices.address(),
                                updates.address(),
                                shape.slice(0, op.axis()).elements(),
                                shape.size(op.axis()),
                                shape.slice(op.axis() + 1, shape.rank()).elements(),
                                indices.type().elements(),
                                data.type().dtype().bytes(),
                                join));
    }

    private static BlockKernel join(Node node, ScatterKind kind, DType dtype) {
        int bytes = dtype.bytes();
        return switch (kind) {
            case SET ->
                    (out, data, update, c, count) ->
                            MemorySegment.copy(
                                    NativeMemory.ALL, update, NativeMemory.ALL, out, count * bytes);
            case ADD ->
                    switch (dtype) {
                        case F32 -> (out, a, b, c, count) -> BinaryKernels.add(out, a, b, count);
                        case F64 -> (out, a, b, c, count) -> DoubleKernels.add(out, a, b, count);
                        case I32 -> (out, a, b, c, count) -> IntKernels.add(out, a, b, count);
                        case I64 -> (out, a, b, c, count) -> LongKernels.add(out, a, b, count);
                        case BOOL, F16, BF16, U8 -> throw Support.refused(node);
                    };
            case MAX ->
                    switch (dtype) {
                        case F32 -> (out, a, b, c, count) -> BinaryKernels.max(out, a, b, count);
                        case F64 -> (out, a, b, c, count) -> DoubleKernels.max(out, a, b, count);
                        case I32 -> (out, a, b, c, count) -> IntKernels.max(out, a, b, count);
                        case I64 -> (out, a, b, c, count) -> LongKernels.max(out, a, b, count);
                        case BOOL, F16, BF16, U8 -> throw Support.refused(node);
                    };
        };
    }
}
