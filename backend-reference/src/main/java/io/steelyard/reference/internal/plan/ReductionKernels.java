package io.steelyard.reference.internal.plan;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Node;
import io.steelyard.program.ReduceKind;
import io.steelyard.reference.internal.kernel.BlockKernel;
import io.steelyard.reference.internal.kernel.DoubleReduceKernels;
import io.steelyard.reference.internal.kernel.IntReduceKernels;
import io.steelyard.reference.internal.kernel.LongReduceKernels;
import io.steelyard.reference.internal.kernel.ReduceKernels;
import io.steelyard.reference.internal.run.ReduceStep.Kernel;
import io.steelyard.tensor.DType;

/** The kernel of each reduction. */
final class ReductionKernels {
    private ReductionKernels() {}

    static Kernel of(Node node, ReduceKind kind) {
        DType dtype = node.operands().getFirst().type().dtype();
        BlockKernel two = BlockKernels.binary(node, ofTwo(kind), dtype);
        return switch (dtype) {
            case F32 -> floats(node, kind, two);
            case F64 -> doubles(node, kind, two);
            case I32 -> ints(node, kind, two);
            case I64 -> longs(node, kind, two);
            case BOOL -> logic(node, kind, two);
            case F16, BF16, U8 -> throw Support.refused(node);
        };
    }

    private static BinaryKind ofTwo(ReduceKind kind) {
        return switch (kind) {
            case SUM -> BinaryKind.ADD;
            case MAX -> BinaryKind.MAX;
            case MIN -> BinaryKind.MIN;
            case AND -> BinaryKind.AND;
            case OR -> BinaryKind.OR;
        };
    }

    private static Kernel floats(Node node, ReduceKind kind, BlockKernel two) {
        return switch (kind) {
            case SUM -> new Kernel(ReduceKernels::sumRows, ReduceKernels::sumMiddle, two);
            case MAX -> new Kernel(ReduceKernels::maxRows, ReduceKernels::maxMiddle, two);
            case MIN -> new Kernel(ReduceKernels::minRows, ReduceKernels::minMiddle, two);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel doubles(Node node, ReduceKind kind, BlockKernel two) {
        return switch (kind) {
            case SUM ->
                    new Kernel(DoubleReduceKernels::sumRows, DoubleReduceKernels::sumMiddle, two);
            case MAX ->
                    new Kernel(DoubleReduceKernels::maxRows, DoubleReduceKernels::maxMiddle, two);
            case MIN ->
                    new Kernel(DoubleReduceKernels::minRows, DoubleReduceKernels::minMiddle, two);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel ints(Node node, ReduceKind kind, BlockKernel two) {
        return switch (kind) {
            case SUM -> new Kernel(IntReduceKernels::sumRows, IntReduceKernels::sumMiddle, two);
            case MAX -> new Kernel(IntReduceKernels::maxRows, IntReduceKernels::maxMiddle, two);
            case MIN -> new Kernel(IntReduceKernels::minRows, IntReduceKernels::minMiddle, two);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel longs(Node node, ReduceKind kind, BlockKernel two) {
        return switch (kind) {
            case SUM -> new Kernel(LongReduceKernels::sumRows, LongReduceKernels::sumMiddle, two);
            case MAX -> new Kernel(LongReduceKernels::maxRows, LongReduceKernels::maxMiddle, two);
            case MIN -> new Kernel(LongReduceKernels::minRows, LongReduceKernels::minMiddle, two);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel logic(Node node, ReduceKind kind, BlockKernel two) {
        return switch (kind) {
            case AND -> new Kernel(IntReduceKernels::andRows, IntReduceKernels::andMiddle, two);
            case OR -> new Kernel(IntReduceKernels::orRows, IntReduceKernels::orMiddle, two);
            case SUM, MAX, MIN -> throw Support.refused(node);
        };
    }
}
