package io.steelyard.autodiff;

import io.steelyard.program.Binding;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The derivative of an {@link Op.Call} that is marked for recomputation: another such call, whose
 * body runs the forward body again and then backwards. Nothing but the operands is kept.
 */
final class RecomputeGradient {
    private RecomputeGradient() {}

    /**
     * The gradient of each operand; null for one that is not wanted.
     *
     * @param wanted whether the gradient of each operand is asked for
     * @param incoming gradients of the results; null where a result does not reach the loss
     */
    static List<@Nullable Tensor> apply(
            Op.Call call,
            List<Tensor> operands,
            List<Boolean> wanted,
            List<@Nullable Tensor> incoming) {
        Recorder outer = operands.getFirst().recorder();
        Recorder inner = new Recorder("call_grad");
        inner.scope(outer.scope());
        List<Tensor> inputs = new ArrayList<>();
        for (Binding input : call.body().inputs()) {
            inputs.add(inner.input("operand" + inputs.size(), input.value().type()));
        }
        List<Tensor> results = inner.inline(call.body(), inputs);
        List<Tensor> reached = new ArrayList<>();
        List<Tensor> cotangents = new ArrayList<>();
        List<Tensor> arguments = new ArrayList<>(operands);
        for (int i = 0; i < results.size(); i++) {
            Tensor gradient = incoming.get(i);
            if (gradient != null) {
                reached.add(results.get(i));
                cotangents.add(inner.input("gradient" + i, gradient.type()));
                arguments.add(gradient);
            }
        }
        List<Tensor> asked = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (wanted.get(i)) {
                asked.add(inputs.get(i));
            }
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Tensor gradient : new BackwardPass(inner, 0).run(reached, cotangents, asked)) {
            outputs.put("gradient" + outputs.size(), gradient);
        }
        List<Tensor> found = outer.applyAll(new Op.Call(inner.finish(outputs), true), arguments);
        List<@Nullable Tensor> contributions = new ArrayList<>();
        int next = 0;
        for (boolean want : wanted) {
            contributions.add(want ? found.get(next++) : null);
        }
        return contributions;
    }
}
