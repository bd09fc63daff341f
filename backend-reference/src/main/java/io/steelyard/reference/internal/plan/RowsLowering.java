package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.RowsStep;
import io.steelyard.reference.internal.run.RowsStep.RowKernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The lowering of one composite to kernels over rows. */
abstract class RowsLowering {
    final Draft draft;
    final Node node;

    RowsLowering(Draft draft, Node node) {
        this.draft = draft;
        this.node = node;
    }

    final View operand(int index) {
        return draft.dense(node.operands().get(index));
    }

    final List<View> results() {
        List<View> results = new ArrayList<>();
        for (Value result : node.results()) {
            results.add(draft.result(result));
        }
        return results;
    }

    static long rows(View view) {
        return view.type().shape().slice(0, view.rank() - 1).elements();
    }

    static int columns(View view) {
        return Math.toIntExact(view.size(view.rank() - 1));
    }

    final void emit(
            List<View> reads,
            List<View> writes,
            List<Instruction.Overlay> overlays,
            long rows,
            long columns,
            Supplier<RowKernel> kernel) {
        if (rows > 0 && columns > 0) {
            String name = node.op() instanceof Op.Composite c ? c.rule().name() : "";
            draft.emit(
                    reads, writes, overlays, () -> new RowsStep(name, rows, columns, kernel.get()));
        }
    }
}
