package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A naive interpreter of functions, written to be read: the meaning of each operation in the fewest
 * lines, with no regard to speed.
 *
 * <p>Floats of every dtype are computed in float64 and are not rounded to their dtype in between,
 * so that the answer is the ideal one which a backend approaches; only where rounding is the
 * meaning of an operation ({@code convert}, {@code bitcast}) is it done. Integers wrap at their
 * width. A composite is its body.
 *
 * <p>Stateless and safe for use from several threads.
 */
public final class Oracle {
    private Oracle() {}

    /**
     * Runs a function once.
     *
     * @param state the content of each entry that the function reads
     * @param inputs in the order of the function's inputs
     * @throws SteelyardException {@code INVALID_ARGUMENT} when inputs or state do not fit
     */
    public static Evaluation run(
            Function function, Map<String, NdArray> state, List<NdArray> inputs) {
        Map<String, OracleValue> entries = new HashMap<>();
        state.forEach((name, content) -> entries.put(name, OracleValue.of(content)));
        return evaluate(function, entries, inputs.stream().map(OracleValue::of).toList());
    }

    /** As {@link #run}, on values that need not be values of their dtype. */
    public static Evaluation evaluate(
            Function function, Map<String, OracleValue> state, List<OracleValue> inputs) {
        return evaluate(function, state, inputs, Oracle::apply);
    }

    /** As {@link #evaluate}, with operations that may mean something else. */
    static Evaluation evaluate(
            Function function,
            Map<String, OracleValue> state,
            List<OracleValue> inputs,
            OracleSemantics semantics) {
        List<OracleValue> values =
                new ArrayList<>(Collections.nCopies(function.valueCount(), NOTHING));
        requireInputs(function, inputs.stream().map(OracleValue::type).toList());
        for (int i = 0; i < inputs.size(); i++) {
            values.set(function.inputs().get(i).value().id(), inputs.get(i));
        }
        for (Binding read : function.reads()) {
            OracleValue content = state.get(read.name());
            if (content == null || !content.type().equals(read.value().type())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Function '"
                                + function.name()
                                + "' reads state '"
                                + read.name()
                                + "' as "
                                + read.value().type()
                                + "; given was "
                                + (content == null ? "no such entry" : content.type())
                                + ".");
            }
            values.set(read.value().id(), content);
        }
        for (Node node : function.nodes()) {
            List<OracleValue> results =
                    semantics.apply(
                            node.op(),
                            node.operands().stream().map(value -> values.get(value.id())).toList(),
                            node.results().isEmpty()
                                    ? NOTHING.type()
                                    : node.results().getFirst().type(),
                            semantics);
            for (int i = 0; i < results.size(); i++) {
                values.set(node.results().get(i).id(), results.get(i));
            }
        }
        return new Evaluation(function, values);
    }

    /** Stands for ids that no value of a function has. */
    private static final OracleValue NOTHING =
            OracleValue.of(NdArray.zeros(TensorType.of(DType.BOOL, 0)));

    static void requireInputs(Function function, List<TensorType> given) {
        if (!function.inputTypes().equals(given)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Function '"
                            + function.name()
                            + "' takes the inputs "
                            + function.inputTypes()
                            + "; given were "
                            + given
                            + ".");
        }
    }

    /**
     * The results of one operation.
     *
     * @param type of the first result, if there is one
     */
    static List<OracleValue> apply(Op op, List<OracleValue> operands, TensorType type) {
        return apply(op, operands, type, Oracle::apply);
    }

    /** As {@link #apply(Op, List, TensorType)}, with bodies that may mean something else. */
    static List<OracleValue> apply(
            Op op, List<OracleValue> operands, TensorType type, OracleSemantics bodies) {
        return switch (op) {
            case Op.Constant constant -> List.of(OracleValue.of(constant.value()));
            case Op.Iota iota -> List.of(OracleLayout.iota(iota));
            case Op.Convert _ -> List.of(OracleElementwise.convert(operands.getFirst(), type));
            case Op.Bitcast _ -> List.of(OracleElementwise.bitcast(operands.getFirst(), type));
            case Op.Unary unary ->
                    List.of(OracleElementwise.unary(unary.kind(), operands.getFirst()));
            case Op.Binary binary ->
                    List.of(
                            OracleElementwise.binary(
                                    binary.kind(), operands.getFirst(), operands.get(1)));
            case Op.Compare compare ->
                    List.of(
                            OracleElementwise.compare(
                                    compare.comparison(),
                                    operands.getFirst(),
                                    operands.get(1),
                                    type));
            case Op.Select _ ->
                    List.of(
                            OracleElementwise.select(
                                    operands.getFirst(), operands.get(1), operands.get(2)));
            case Op.Reshape _ -> List.of(OracleLayout.reshape(operands.getFirst(), type));
            case Op.Transpose transpose ->
                    List.of(OracleLayout.transpose(transpose, operands.getFirst(), type));
            case Op.Broadcast broadcast ->
                    List.of(OracleLayout.broadcast(broadcast, operands.getFirst(), type));
            case Op.Slice slice -> List.of(OracleLayout.slice(slice, operands.getFirst(), type));
            case Op.Pad pad ->
                    List.of(OracleLayout.pad(pad, operands.getFirst(), operands.get(1), type));
            case Op.Reverse reverse ->
                    List.of(OracleLayout.reverse(reverse, operands.getFirst(), type));
            case Op.Concat concat -> List.of(OracleLayout.concat(concat, operands, type));
            case Op.Take take ->
                    List.of(OracleIndexing.take(take, operands.getFirst(), operands.get(1), type));
            case Op.Scatter scatter ->
                    List.of(
                            OracleIndexing.scatter(
                                    scatter,
                                    operands.getFirst(),
                                    operands.get(1),
                                    operands.get(2)));
            case Op.DynamicSlice _ ->
                    List.of(
                            OracleIndexing.dynamicSlice(
                                    operands.getFirst(), operands.get(1), type));
            case Op.DynamicUpdateSlice _ ->
                    List.of(
                            OracleIndexing.dynamicUpdateSlice(
                                    operands.getFirst(), operands.get(1), operands.get(2)));
            case Op.DotGeneral dot ->
                    List.of(
                            OracleContraction.dotGeneral(
                                    dot, operands.getFirst(), operands.get(1), type));
            case Op.Conv conv ->
                    List.of(
                            OracleConvolution.conv(
                                    conv, operands.getFirst(), operands.get(1), type));
            case Op.ConvInputGradient gradient ->
                    List.of(
                            OracleConvolution.inputGradient(
                                    gradient.conv(), operands.getFirst(), operands.get(1), type));
            case Op.ConvFilterGradient gradient ->
                    List.of(
                            OracleConvolution.filterGradient(
                                    gradient.conv(), operands.getFirst(), operands.get(1), type));
            case Op.WindowReduce reduce ->
                    List.of(OracleWindows.reduce(reduce, operands.getFirst(), type));
            case Op.WindowMaxGradient gradient ->
                    List.of(
                            OracleWindows.maxGradient(
                                    gradient.windows(), operands.getFirst(), operands.get(1)));
            case Op.TopK top -> OracleOrder.topK(top, operands.getFirst());
            case Op.Reduce reduce ->
                    List.of(OracleContraction.reduce(reduce, operands.getFirst(), type));
            case Op.RandomBits _ ->
                    List.of(OraclePhilox.bits(operands.getFirst(), operands.get(1), type));
            case Op.StopGradient _ -> List.of(operands.getFirst());
            case Op.Scan scan ->
                    OracleScan.run(scan, operands, inputs -> outputs(scan.body(), inputs, bodies));
            case Op.Call call -> outputs(call.body(), operands, bodies);
            case Op.Composite composite -> outputs(composite.body(), operands, bodies);
        };
    }

    private static List<OracleValue> outputs(
            Function body, List<OracleValue> operands, OracleSemantics semantics) {
        return evaluate(body, Map.of(), operands, semantics).outputs();
    }
}
