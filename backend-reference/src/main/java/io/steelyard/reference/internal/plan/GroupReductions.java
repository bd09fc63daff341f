package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.reference.internal.run.BlockReduction;
import io.steelyard.reference.internal.run.MiddleAxis;
import io.steelyard.reference.internal.run.ReduceStep;
import io.steelyard.tensor.DType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * The reductions of what a group of elementwise nodes computes, all along one axis: done block by
 * block with the group, so that what is read by them alone is never in memory. What pieces of the
 * axis gave is joined by steps behind the group's.
 */
final class GroupReductions {
    private final Draft draft;
    private final List<Reduced> all = new ArrayList<>();

    /**
     * One of them.
     *
     * @param member the number of the elementwise node that computes the operand
     * @param results where the results of the pieces go; the result's own place if there is one
     */
    private record Reduced(
            ReduceStep.Kernel kernel,
            DType dtype,
            MiddleAxis axis,
            int member,
            View results,
            View result) {}

    GroupReductions(Draft draft) {
        this.draft = draft;
    }

    /** The axis of a reduction that can be one of a group's; null when it cannot. */
    static @Nullable MiddleAxis axis(Node node) {
        if (!(node.op() instanceof Op.Reduce reduce)) {
            return null;
        }
        MiddleAxis axis = Reductions.axis(node.operands().getFirst().type().shape(), reduce.axes());
        return axis != null && axis.hasShortRows() ? axis : null;
    }

    /** Adds a reduction of what a member computes. */
    void add(Node node, int member) {
        MiddleAxis axis = Objects.requireNonNull(axis(node));
        DType dtype = node.result().type().dtype();
        View result = draft.result(node.result());
        View results = axis.pieces() == 1 ? result : Reductions.pieces(draft, dtype, axis);
        ReduceStep.Kernel kernel = ReductionKernels.of(node, ((Op.Reduce) node.op()).kind());
        all.add(new Reduced(kernel, dtype, axis, member, results, result));
    }

    /** The axis of all; null when there are none. */
    @Nullable MiddleAxis axis() {
        return all.isEmpty() ? null : all.getFirst().axis();
    }

    /** What the group writes for them. */
    List<View> writes() {
        return all.stream().map(Reduced::results).toList();
    }

    /** The members whose results they read. */
    List<Integer> members() {
        return all.stream().map(Reduced::member).toList();
    }

    /**
     * As parts of a program, once every buffer has its place.
     *
     * @param slots the slot of each member
     */
    List<BlockReduction> inProgram(IntUnaryOperator slots) {
        return all.stream()
                .map(
                        each ->
                                new BlockReduction(
                                        each.kernel(),
                                        each.dtype().bytes(),
                                        slots.applyAsInt(each.member()),
                                        each.results().address(),
                                        each.axis()))
                .toList();
    }

    /** Emits what joins the results of the pieces. */
    void emitJoins() {
        for (Reduced each : all) {
            if (each.axis().pieces() > 1) {
                Reductions.step(
                        draft,
                        each.kernel(),
                        each.results(),
                        each.result(),
                        each.axis().ofPieces());
            }
        }
    }
}
