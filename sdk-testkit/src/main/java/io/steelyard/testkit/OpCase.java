package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Printer;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small program and data for it; what is right is what the {@link Oracle} says.
 *
 * @param subject the operation it is about: {@code "reduce sum"}, a row of the report
 * @param name of the case, unique within the subject and dtype
 * @param dtype the column of the report
 * @param function takes the inputs and neither reads nor writes state
 * @param inputs in their order
 * @param tolerance how near the outputs must be
 */
public record OpCase(
        String subject,
        String name,
        DType dtype,
        Function function,
        List<NdArray> inputs,
        Tolerance tolerance) {
    public OpCase {
        inputs = List.copyOf(inputs);
    }

    /** Records the results of a case from its inputs. */
    @FunctionalInterface
    public interface Body {
        List<Tensor> record(List<Tensor> inputs);
    }

    /** One operation, whose operands are the inputs. The dtype is that of the first one. */
    static OpCase of(String name, Op op, Tolerance tolerance, NdArray... inputs) {
        return program(
                subject(op),
                name,
                tolerance,
                tensors -> tensors.getFirst().recorder().applyAll(op, tensors),
                inputs);
    }

    /** Several operations. The dtype is that of the first input. */
    static OpCase program(
            String subject, String name, Tolerance tolerance, Body body, NdArray... inputs) {
        Recorder recorder = new Recorder("case");
        List<Tensor> tensors = new ArrayList<>();
        for (NdArray input : inputs) {
            tensors.add(recorder.input("input" + tensors.size(), input.type()));
        }
        return new OpCase(
                subject,
                name,
                inputs[0].dtype(),
                finish(recorder, body.record(tensors)),
                List.of(inputs),
                tolerance);
    }

    /** One operation that takes no operands. */
    static OpCase leaf(String name, Op op, DType dtype) {
        Recorder recorder = new Recorder("case");
        return new OpCase(
                subject(op),
                name,
                dtype,
                finish(recorder, List.of(recorder.apply(op))),
                List.of(),
                Tolerance.BITS);
    }

    private static Function finish(Recorder recorder, List<Tensor> results) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        results.forEach(result -> outputs.put("result" + outputs.size(), result));
        return recorder.finish(outputs);
    }

    /** The operation in words, its kind included. */
    public static String subject(Op op) {
        return switch (op) {
            case Op.Compare compare -> "compare " + compare.comparison().text();
            case Op.Reduce reduce -> "reduce " + reduce.kind().text();
            case Op.Scatter scatter -> "scatter " + scatter.kind().text();
            case Op.WindowReduce reduce -> "window_reduce " + reduce.kind().text();
            case Op.Constant _,
                    Op.Iota _,
                    Op.Convert _,
                    Op.Bitcast _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Select _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Reverse _,
                    Op.Concat _,
                    Op.Take _,
                    Op.DynamicSlice _,
                    Op.DynamicUpdateSlice _,
                    Op.DotGeneral _,
                    Op.Conv _,
                    Op.ConvInputGradient _,
                    Op.ConvFilterGradient _,
                    Op.WindowMaxGradient _,
                    Op.TopK _,
                    Op.RandomBits _,
                    Op.StopGradient _,
                    Op.Scan _,
                    Op.Call _,
                    Op.Composite _ ->
                    Printer.name(op);
        };
    }

    /** Every dtype that a value of the function has, those inside its loops and calls too. */
    public Set<DType> dtypes() {
        Set<DType> dtypes = EnumSet.noneOf(DType.class);
        addDTypes(function, dtypes);
        return dtypes;
    }

    private static void addDTypes(Function function, Set<DType> dtypes) {
        function.inputs().forEach(input -> dtypes.add(input.value().type().dtype()));
        for (Node node : function.nodes()) {
            node.results().forEach(result -> dtypes.add(result.type().dtype()));
            if (node.op() instanceof Op.Control control) {
                addDTypes(control.body(), dtypes);
            }
        }
    }

    /** Subject, dtype and name. */
    @Override
    public String toString() {
        return subject + " " + dtype.text() + ": " + name;
    }
}
