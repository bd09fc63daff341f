package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.program.ShapeRules;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Integers;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Loops, step by step. */
final class OracleScan {
    private OracleScan() {}

    /** Runs the body of a loop once. */
    @FunctionalInterface
    interface Step {
        /** The outputs for the inputs. */
        List<OracleValue> run(List<OracleValue> inputs);
    }

    static List<OracleValue> run(Op.Scan op, List<OracleValue> operands, Step step) {
        List<TensorType> types =
                ShapeRules.infer(op, operands.stream().map(OracleValue::type).toList());
        List<OracleValue> carries = operands.subList(0, op.carries());
        List<OracleValue> sequences = operands.subList(op.carries(), op.carries() + op.sequences());
        List<OracleValue> constants =
                operands.subList(op.carries() + op.sequences(), operands.size());
        int length = Math.toIntExact(op.length());
        OracleValue[][] elements = new OracleValue[types.size() - op.carries()][length];
        for (int i = 0; i < length; i++) {
            int place = op.reverse() ? length - 1 - i : i;
            List<OracleValue> inputs = new ArrayList<>(carries);
            sequences.forEach(sequence -> inputs.add(element(sequence, place)));
            inputs.addAll(constants);
            List<OracleValue> outputs = step.run(inputs);
            carries = outputs.subList(0, op.carries());
            for (int output = 0; output < elements.length; output++) {
                elements[output][place] = outputs.get(op.carries() + output);
            }
        }
        List<OracleValue> results = new ArrayList<>(carries);
        for (int output = 0; output < elements.length; output++) {
            results.add(stacked(Arrays.asList(elements[output]), types.get(op.carries() + output)));
        }
        return results;
    }

    /** One element of the leading axis. */
    static OracleValue element(OracleValue sequence, int place) {
        TensorType type = sequence.type();
        TensorType element = type.withShape(type.shape().slice(1, type.shape().rank()));
        int count = Math.toIntExact(element.elements());
        return sequence.gather(
                element, IntStream.range(place * count, (place + 1) * count).toArray(), sequence);
    }

    /** Values one after the other, as one value of a type. */
    static OracleValue stacked(List<OracleValue> elements, TensorType type) {
        return type.dtype().isFloating()
                ? new Reals(
                        type,
                        elements.stream()
                                .flatMapToDouble(each -> Arrays.stream(OracleValue.reals(each)))
                                .toArray())
                : new Integers(
                        type,
                        elements.stream()
                                .flatMapToLong(each -> Arrays.stream(OracleValue.integers(each)))
                                .toArray());
    }
}
