package io.steelyard.program;

import static io.steelyard.program.ShapeRules.text;
import static io.steelyard.program.ShapeRules.violated;

import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Shape rules of the operations that run a function. */
final class ControlRules {
    private ControlRules() {}

    static List<TensorType> call(Op.Call op, List<TensorType> operands) {
        requireNoState(op, op.body());
        if (!operands.equals(op.body().inputTypes())) {
            throw violated(
                    op,
                    "C2",
                    "the operands are "
                            + text(operands)
                            + "; its body takes "
                            + text(op.body().inputTypes()));
        }
        return op.body().outputTypes();
    }

    static List<TensorType> scan(Op.Scan op, List<TensorType> operands) {
        requireNoState(op, op.body());
        List<TensorType> inputs = op.body().inputTypes();
        List<TensorType> outputs = op.body().outputTypes();
        boolean counts =
                op.carries() >= 0
                        && op.sequences() >= 0
                        && op.length() >= 0
                        && op.carries() + op.sequences() <= inputs.size()
                        && op.carries() <= outputs.size();
        if (!counts) {
            throw violated(
                    op,
                    "C2",
                    "its body takes "
                            + inputs.size()
                            + " inputs and gives "
                            + outputs.size()
                            + " outputs, for "
                            + op.carries()
                            + " carries, "
                            + op.sequences()
                            + " sequences and "
                            + op.length()
                            + " steps; accepted are counts of 0 or more, and no more carries and"
                            + " sequences than the body has inputs and outputs for");
        }
        List<TensorType> expected = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            boolean sequence = i >= op.carries() && i < op.carries() + op.sequences();
            expected.add(sequence ? stacked(op, inputs.get(i)) : inputs.get(i));
        }
        if (!operands.equals(expected)) {
            throw violated(
                    op,
                    "C3",
                    "the operands are " + text(operands) + "; accepted are " + text(expected));
        }
        List<TensorType> carries = outputs.subList(0, op.carries());
        if (!carries.equals(inputs.subList(0, op.carries()))) {
            throw violated(
                    op,
                    "C4",
                    "a step hands on "
                            + text(carries)
                            + " and takes "
                            + text(inputs.subList(0, op.carries()))
                            + "; accepted are equal types");
        }
        List<TensorType> results = new ArrayList<>(carries);
        for (TensorType output : outputs.subList(op.carries(), outputs.size())) {
            results.add(stacked(op, output));
        }
        return Collections.unmodifiableList(results);
    }

    /** A sequence of elements of a type. */
    private static TensorType stacked(Op.Scan op, TensorType element) {
        return element.withShape(Shape.of(op.length()).concat(element.shape()));
    }

    private static void requireNoState(Op op, Function body) {
        if (!body.reads().isEmpty() || !body.writes().isEmpty()) {
            throw violated(
                    op,
                    "C1",
                    "its body reads or writes state; accepted are bodies that use nothing but"
                            + " their inputs and constants, so pass state in and out as operands"
                            + " and results");
        }
    }
}
