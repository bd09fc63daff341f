package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.ReduceKind;
import io.steelyard.reference.internal.kernel.DoubleReduceKernels;
import io.steelyard.reference.internal.kernel.IntReduceKernels;
import io.steelyard.reference.internal.kernel.LongReduceKernels;
import io.steelyard.reference.internal.kernel.ReduceKernels;
import io.steelyard.reference.internal.run.ReduceStep.Kernel;

/** The kernel of each reduction. */
final class ReductionKernels {
    private ReductionKernels() {}

    static Kernel of(Node node, ReduceKind kind) {
        return switch (node.operands().getFirst().type().dtype()) {
            case F32 -> floats(node, kind);
            case F64 -> doubles(node, kind);
            case I32 -> ints(node, kind);
            case I64 -> longs(node, kind);
            case BOOL -> logic(node, kind);
            case F16, BF16, U8 -> throw Support.refused(node);
        };
    }

    private static Kernel floats(Node node, ReduceKind kind) {
        return switch (kind) {
            case SUM -> new Kernel(ReduceKernels::sumRows, ReduceKernels::sumMiddle);
            case MAX -> new Kernel(ReduceKernels::maxRows, ReduceKernels::maxMiddle);
            case MIN -> new Kernel(ReduceKernels::minRows, ReduceKernels::minMiddle);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel doubles(Node node, ReduceKind kind) {
        return switch (kind) {
            case SUM -> new Kernel(DoubleReduceKernels::sumRows, DoubleReduceKernels::sumMiddle);
            case MAX -> new Kernel(DoubleReduceKernels::maxRows, DoubleReduceKernels::maxMiddle);
            case MIN -> new Kernel(DoubleReduceKernels::minRows, DoubleReduceKernels::minMiddle);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel ints(Node node, ReduceKind kind) {
        return switch (kind) {
            case SUM -> new Kernel(IntReduceKernels::sumRows, IntReduceKernels::sumMiddle);
            case MAX -> new Kernel(IntReduceKernels::maxRows, IntReduceKernels::maxMiddle);
            case MIN -> new Kernel(IntReduceKernels::minRows, IntReduceKernels::minMiddle);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel longs(Node node, ReduceKind kind) {
        return switch (kind) {
            case SUM -> new Kernel(LongReduceKernels::sumRows, LongReduceKernels::sumMiddle);
            case MAX -> new Kernel(LongReduceKernels::maxRows, LongReduceKernels::maxMiddle);
            case MIN -> new Kernel(LongReduceKernels::minRows, LongReduceKernels::minMiddle);
            case AND, OR -> throw Support.refused(node);
        };
    }

    private static Kernel logic(Node node, ReduceKind kind) {
        return switch (kind) {
            case AND -> new Kernel(IntReduceKernels::andRows, IntReduceKernels::andMiddle);
            case OR -> new Kernel(IntReduceKernels::orRows, IntReduceKernels::orMiddle);
            case SUM, MAX, MIN -> throw Support.refused(node);
        };
    }
}
