package io.steelyard.reference.internal.plan;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the body of a loop wants to have been made of what is the same at each step, once before the
 * loop.
 */
final class Invariants {
    private final Set<String> same;
    private final List<Packed> packed = new ArrayList<>();

    /** The right operand of a product, packed: an entry of the body's state. */
    record Packed(View operand, MatmulShape shape, String entry, TensorType type) {}

    /**
     * Nothing yet.
     *
     * @param same the entries of the body's state that are the same at each step
     */
    Invariants(Set<String> same) {
        this.same = Set.copyOf(same);
    }

    List<Packed> packed() {
        return packed;
    }

    /** The operand of a product, packed, if it is one that is the same at each step. */
    View packed(Draft draft, View operand, MatmulShape shape) {
        for (String entry : same) {
            if (operand.buffer().equals(draft.state().get(entry))) {
                return packed(draft, operand, shape, "packed " + packed.size());
            }
        }
        return operand;
    }

    private View packed(Draft draft, View operand, MatmulShape shape, String entry) {
        TensorType type = TensorType.of(DType.F32, Matmul.packedFloats(shape));
        packed.add(new Packed(operand, shape, entry, type));
        return View.dense(draft.stateEntry(entry, type), type);
    }
}
