package io.steelyard.program;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records operations that run a function of their own: {@link Op.Scan} and {@link Op.Call}.
 *
 * <p>A body is written as a lambda. Tensors from outside may be used in it: they become constants
 * of the loop. Layers may be applied in it too, since their parameters are such tensors; state
 * cannot be updated from inside.
 */
public final class Loop {
    private Loop() {}

    /** What one step of a scan computes. */
    @FunctionalInterface
    public interface Body {
        /**
         * Records a step.
         *
         * @param carries what the step before handed on
         * @param elements of the sequences at this step, each without the leading axis
         */
        Step step(List<Tensor> carries, List<Tensor> elements);
    }

    /**
     * The end of a step.
     *
     * @param carries for the next step, of the types of the carries it was given
     * @param outputs elements of the result sequences
     */
    public record Step(List<Tensor> carries, List<Tensor> outputs) {
        public Step {
            carries = List.copyOf(carries);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * What a scan gives.
     *
     * @param carries after the last step
     * @param outputs the result sequences, {@code [length, ..]}
     */
    public record Result(List<Tensor> carries, List<Tensor> outputs) {
        public Result {
            carries = List.copyOf(carries);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * Runs a body over the leading axis of sequences, from the first element to the last; see
     * {@link Op.Scan}.
     *
     * @param carries for the first step
     * @param sequences one or more {@code [length, ..]}, which agree in their length
     * @throws SteelyardException {@code INVALID_PROGRAM} when no sequence is given, when lengths
     *     differ, or when the body hands on other types than it takes
     */
    public static Result scan(List<Tensor> carries, List<Tensor> sequences, Body body) {
        return scan(carries, sequences, false, body);
    }

    /** As {@link #scan(List, List, Body)}, from the last element to the first. */
    public static Result scanReverse(List<Tensor> carries, List<Tensor> sequences, Body body) {
        return scan(carries, sequences, true, body);
    }

    /**
     * Runs a body a number of times with no sequence to read.
     *
     * @param carries for the first step, one or more
     */
    public static Result repeat(long steps, List<Tensor> carries, Body body) {
        return scan(steps, carries, List.of(), false, body);
    }

    private static Result scan(
            List<Tensor> carries, List<Tensor> sequences, boolean reverse, Body body) {
        if (sequences.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "scan: no sequence is given; accepted are one or more, or repeat(steps, ..) for"
                            + " a loop that reads none.");
        }
        Tensor first = sequences.getFirst();
        long length = first.rank() == 0 ? 0 : first.size(0);
        return scan(length, carries, sequences, reverse, body);
    }

    private static Result scan(
            long length, List<Tensor> carries, List<Tensor> sequences, boolean reverse, Body body) {
        List<Tensor> operands = new ArrayList<>(carries);
        operands.addAll(sequences);
        Recorder recorder = innermost(operands);
        Recorder inner = recorder.nested("scan");
        List<Tensor> carried = new ArrayList<>();
        for (Tensor carry : carries) {
            carried.add(inner.input("carry" + carried.size(), carry.type()));
        }
        List<Tensor> elements = new ArrayList<>();
        for (Tensor sequence : sequences) {
            Shape shape = sequence.shape();
            requireLength(recorder, sequence.type(), length);
            TensorType element = sequence.type().withShape(shape.slice(1, shape.rank()));
            elements.add(inner.input("element" + elements.size(), element));
        }
        Step step =
                body.step(
                        Collections.unmodifiableList(carried),
                        Collections.unmodifiableList(elements));
        Function function = inner.finish(named(step.carries(), step.outputs()));
        operands.addAll(inner.captured());
        Op op = new Op.Scan(function, carries.size(), sequences.size(), length, reverse);
        List<Tensor> results = recorder.applyAll(op, operands);
        return new Result(
                results.subList(0, carries.size()),
                results.subList(carries.size(), results.size()));
    }

    private static Recorder innermost(List<Tensor> operands) {
        return operands.getFirst().recorder().innermost(operands);
    }

    private static void requireLength(Recorder recorder, TensorType sequence, long length) {
        if (sequence.shape().rank() == 0 || sequence.shape().size(0) != length) {
            throw recorder.invalid(
                    "scan: a sequence is "
                            + sequence
                            + " and the length "
                            + length
                            + "; accepted are sequences [length, ..] of one length.");
        }
    }

    private static Map<String, Tensor> named(List<Tensor> carries, List<Tensor> outputs) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        carries.forEach(carry -> named.put("carry" + named.size(), carry));
        outputs.forEach(output -> named.put("output" + (named.size() - carries.size()), output));
        return named;
    }

    /** Records the results of a call from its operands. */
    @FunctionalInterface
    public interface Part {
        List<Tensor> record(List<Tensor> operands);
    }

    /**
     * Records a part of a function as a call whose inner values are not kept for the gradient but
     * computed anew there: memory for time (Chen et al. 2016, "Training deep nets with sublinear
     * memory cost").
     *
     * @param operands one or more; further tensors that the part uses are found
     */
    public static List<Tensor> recompute(List<Tensor> operands, Part part) {
        return call(operands, true, part);
    }

    /**
     * Records a part of a function as one operation, which a backend may open; see {@link Op.Call}.
     */
    public static List<Tensor> call(List<Tensor> operands, Part part) {
        return call(operands, false, part);
    }

    private static List<Tensor> call(List<Tensor> operands, boolean recompute, Part part) {
        Recorder recorder = innermost(operands);
        Recorder inner = recorder.nested("call");
        List<Tensor> parameters = new ArrayList<>();
        for (Tensor operand : operands) {
            parameters.add(inner.input("operand" + parameters.size(), operand.type()));
        }
        List<Tensor> results = part.record(Collections.unmodifiableList(parameters));
        Function function = inner.finish(named(List.of(), results));
        List<Tensor> all = new ArrayList<>(operands);
        all.addAll(inner.captured());
        return recorder.applyAll(new Op.Call(function, recompute), all);
    }
}
