package io.steelyard.tensorflow.internal.lower;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Adds operations to one graph: under names that tell the layer, constants once. TensorFlow's names
 * of operations are those of its documentation.
 */
final class Emitter {
    private static final UnaryOperator<OperationBuilder> PLAIN = builder -> builder;

    private final NativeGraph graph;
    private final boolean compiled;
    private final Names names;

    /** The graphs that know the functions of this one: it, and those in which its function is. */
    private final List<NativeGraph> libraries;

    private final Map<List<Long>, Output> integers = new HashMap<>();
    private final Map<Scalar, Output> scalars = new HashMap<>();
    private String scope = "";

    private record Scalar(DType dtype, long bits) {}

    private final Map<Shared, Output> shared = new HashMap<>();

    private record Shared(String type, List<Output> operands) {}

    /** Of a graph that is in no other one. */
    Emitter(NativeGraph graph) {
        this(graph, false, new Names(), List.of());
    }

    private Emitter(NativeGraph graph, boolean compiled, Names names, List<NativeGraph> outside) {
        this.graph = graph;
        this.compiled = compiled;
        this.names = names;
        libraries = new ArrayList<>(outside);
        libraries.add(graph);
    }

    /** Of a graph that becomes a function of this one. */
    Emitter within(NativeGraph body) {
        return within(body, compiled);
    }

    /** Of a graph that becomes a function of this one which XLA compiles. */
    Emitter compiledWithin(NativeGraph body) {
        return within(body, true);
    }

    private Emitter within(NativeGraph body, boolean compiles) {
        Emitter inner = new Emitter(body, compiles, names, libraries);
        inner.scope(scope);
        return inner;
    }

    /** Whether XLA compiles the graph, instead of TensorFlow running kernel by kernel. */
    boolean isCompiled() {
        return compiled;
    }

    /** Makes a graph a function of this one, and of those that this one is in. */
    void define(String name, NativeGraph body, List<Output> inputs, List<Output> outputs) {
        libraries.forEach(library -> library.define(name, body, inputs, outputs, List.of()));
    }

    Names names() {
        return names;
    }

    /** The path of the layer that operations belong to. */
    String scope() {
        return scope;
    }

    /** Sets the path of the layer that the next operations belong to. */
    void scope(String path) {
        scope = path;
    }

    /** The only result of an operation of operands. */
    Output add(String type, Output... operands) {
        return add(type, PLAIN, operands);
    }

    /** The only result of an operation of attributes and operands. */
    Output add(String type, UnaryOperator<OperationBuilder> attributes, Output... operands) {
        return operation(type, attributes, operands).output(0);
    }

    /** An operation of attributes and operands. */
    Operation operation(
            String type, UnaryOperator<OperationBuilder> attributes, Output... operands) {
        OperationBuilder builder = graph.operation(type, names.next(scope, type));
        for (Output operand : operands) {
            builder.input(operand);
        }
        return attributes.apply(builder).finish();
    }

    /** The only result of an operation of a list and further operands. */
    Output joined(String type, List<Output> list, Output... further) {
        OperationBuilder builder = graph.operation(type, names.next(scope, type)).inputs(list);
        for (Output operand : further) {
            builder.input(operand);
        }
        return builder.finish().output(0);
    }

    /** An operation of a list alone. */
    Operation list(String type, List<Output> list) {
        return list(type, PLAIN, list);
    }

    /** An operation of attributes and a list. */
    Operation list(String type, UnaryOperator<OperationBuilder> attributes, List<Output> list) {
        OperationBuilder builder = graph.operation(type, names.next(scope, type)).inputs(list);
        return attributes.apply(builder).finish();
    }

    Output constant(NdArray value) {
        return add(
                "Const",
                builder ->
                        builder.tensor("value", value).type("dtype", DataTypes.of(value.dtype())));
    }

    /** I32 {@code []}. */
    Output integer(long value) {
        return number(DType.I32, value);
    }

    /** I64 {@code [n]}: sizes, starts, axes. */
    Output integers(long... values) {
        List<Long> key = Arrays.stream(values).boxed().toList();
        return integers.computeIfAbsent(key, _ -> constant(NdArray.of(values, values.length)));
    }

    /** The same as I32. */
    Output integers32(long... values) {
        int[] narrow = Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
        return constant(NdArray.of(narrow, narrow.length));
    }

    /** I32 {@code [rank]}. */
    Output sizes32(Shape shape) {
        return integers32(shape.toArray());
    }

    /** I64 {@code [rank]}. */
    Output sizes(Shape shape) {
        return integers(shape.toArray());
    }

    /** A scalar of a dtype. */
    Output number(DType dtype, double value) {
        return scalars.computeIfAbsent(
                new Scalar(dtype, Double.doubleToRawLongBits(value)),
                _ -> {
                    NdArray scalar = NdArray.zeros(TensorType.of(dtype));
                    scalar.set(0, value);
                    return constant(scalar);
                });
    }

    /** An integer scalar of a dtype, exactly. */
    Output wholeNumber(DType dtype, long value) {
        return scalars.computeIfAbsent(
                new Scalar(dtype, value),
                _ -> {
                    NdArray scalar = NdArray.zeros(TensorType.of(dtype));
                    scalar.setLong(0, value);
                    return constant(scalar);
                });
    }

    Output cast(Output value, DType dtype) {
        return cast(value, DataTypes.of(dtype));
    }

    Output cast(Output value, int dataType) {
        return add("Cast", builder -> builder.type("DstT", dataType), value);
    }

    Output bitcast(Output value, int dataType) {
        return add("Bitcast", builder -> builder.type("type", dataType), value);
    }

    Output reshape(Output value, Shape shape) {
        return add("Reshape", value, sizes(shape));
    }

    /** A part that lies together: faster than one with strides. */
    Output slice(Output value, long[] starts, Shape shape) {
        return add("Slice", value, integers(starts), sizes(shape));
    }

    /** The parts along an axis, which goes. */
    List<Output> unpacked(Output value, int axis, long count) {
        Operation parts =
                operation(
                        "Unpack",
                        builder -> builder.integer("num", count).integer("axis", axis),
                        value);
        return LongStream.range(0, count)
                .mapToObj(part -> parts.output(Math.toIntExact(part)))
                .toList();
    }

    Output transpose(Output value, long... permutation) {
        return shared("Transpose", value, integers(permutation));
    }

    /** The only result of an operation that is there once for the same operands. */
    Output shared(String type, Output... operands) {
        return shared.computeIfAbsent(
                new Shared(type, List.of(operands)), _ -> add(type, operands));
    }

    /** The elements of the first where a condition holds, else those of the second. */
    Output select(Output condition, Output onTrue, Output onFalse) {
        return add("SelectV2", condition, onTrue, onFalse);
    }
}
