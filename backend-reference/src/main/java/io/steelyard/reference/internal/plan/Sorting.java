package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.reference.internal.kernel.ScalarTopKKernels;
import io.steelyard.reference.internal.kernel.TopKKernels;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.RowsStep;
import io.steelyard.tensor.DType;

import java.util.List;

/** Writes the selection of the largest elements of rows. */
final class Sorting {
    private Sorting() {}

    /** Computes a range of rows. */
    @FunctionalInterface
    private interface Kernel {
        void run(long values, long indices, long in, int columns, int k, long from, long to);
    }

    static void topK(Draft draft, Node node, Op.TopK op) {
        View operand = draft.dense(node.operands().getFirst());
        View values = draft.result(node.results().getFirst());
        View indices = draft.result(node.results().get(1));
        if (values.type().elements() == 0) {
            return;
        }
        Kernel kernel = kernel(node, operand.type().dtype());
        int columns = Math.toIntExact(operand.size(operand.rank() - 1));
        int k = Math.toIntExact(op.k());
        draft.emit(
                List.of(operand),
                List.of(values, indices),
                () -> {
                    Address to = values.address();
                    Address order = indices.address();
                    Address in = operand.address();
                    return new RowsStep(
                            "top_k",
                            values.type().elements() / k,
                            columns,
                            (frame, first, last) ->
                                    kernel.run(
                                            frame.at(to),
                                            frame.at(order),
                                            frame.at(in),
                                            columns,
                                            k,
                                            first,
                                            last));
                });
    }

    private static Kernel kernel(Node node, DType dtype) {
        return switch (dtype) {
            case F32 -> TopKKernels::floats;
            case I32 -> ScalarTopKKernels::ints;
            case F64 -> ScalarTopKKernels::doubles;
            case I64 -> ScalarTopKKernels::longs;
            case BOOL, F16, BF16, U8 -> throw Support.refused(node);
        };
    }
}
