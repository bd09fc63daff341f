package io.steelyard.benchmarks;

import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Spells out operations of a graph of TensorFlow-Java, by TensorFlow's names for them. */
final class RawGraph implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Map<List<Integer>, Output<?>> integers = new HashMap<>();
    private final Map<Float, Output<?>> numbers = new HashMap<>();
    private int next;

    Graph graph() {
        return graph;
    }

    /** The first result of an operation. */
    Output<?> add(String type, Output<?>... operands) {
        return operation(type, builder -> builder, operands).output(0);
    }

    /** The first result of an operation with attributes. */
    Output<?> add(String type, UnaryOperator<OperationBuilder> attributes, Output<?>... operands) {
        return operation(type, attributes, operands).output(0);
    }

    Operation operation(
            String type, UnaryOperator<OperationBuilder> attributes, Output<?>... operands) {
        OperationBuilder builder = builder(type);
        for (Output<?> operand : operands) {
            builder.addInput(operand);
        }
        return attributes.apply(builder).build();
    }

    /** The first result of an operation whose operand is a list. */
    Output<?> list(String type, UnaryOperator<OperationBuilder> attributes, List<Output<?>> list) {
        OperationBuilder builder = builder(type).addInputList(list.toArray(new Output<?>[0]));
        return attributes.apply(builder).build().output(0);
    }

    private OperationBuilder builder(String type) {
        return graph.baseScope().opBuilder(type, type + "_" + next++);
    }

    Output<?> placeholder(DataType type, long... sizes) {
        return add(
                "Placeholder",
                builder -> builder.setAttr("dtype", type).setAttr("shape", Shape.of(sizes)));
    }

    Output<?> constant(Tensor value, DataType type) {
        return add("Const", builder -> builder.setAttr("value", value).setAttr("dtype", type));
    }

    /** F32 {@code []}. */
    Output<?> number(double value) {
        return numbers.computeIfAbsent(
                (float) value,
                key -> {
                    try (TFloat32 scalar = TFloat32.scalarOf(key)) {
                        return constant(scalar, DataType.DT_FLOAT);
                    }
                });
    }

    /** I32 {@code [n]}. */
    Output<?> integers(int... values) {
        return integers.computeIfAbsent(
                Arrays.stream(values).boxed().toList(),
                _ -> {
                    try (TInt32 vector = TInt32.vectorOf(values)) {
                        return constant(vector, DataType.DT_INT32);
                    }
                });
    }

    /** I32 {@code []}. */
    Output<?> integer(int value) {
        try (TInt32 scalar = TInt32.scalarOf(value)) {
            return constant(scalar, DataType.DT_INT32);
        }
    }

    Output<?> floats(float[] values, long... sizes) {
        try (TFloat32 tensor = TFloat32.tensorOf(Shape.of(sizes), DataBuffers.of(values))) {
            return constant(tensor, DataType.DT_FLOAT);
        }
    }

    Output<?> reshape(Output<?> x, int... sizes) {
        return add("Reshape", x, integers(sizes));
    }

    Output<?> transpose(Output<?> x, int... permutation) {
        return add("Transpose", x, integers(permutation));
    }

    /** A sum or a mean over the last axis, which stays, of size 1. */
    Output<?> overLast(String type, Output<?> x) {
        return add(type, builder -> builder.setAttr("keep_dims", true), x, integers(-1));
    }

    Output<?> matmul(Output<?> a, Output<?> b, boolean transposeA, boolean transposeB) {
        return add(
                "MatMul",
                builder ->
                        builder.setAttr("transpose_a", transposeA)
                                .setAttr("transpose_b", transposeB),
                a,
                b);
    }

    Output<?> batchMatmul(Output<?> a, Output<?> b, boolean transposeA, boolean transposeB) {
        return add(
                "BatchMatMulV2",
                builder -> builder.setAttr("adj_x", transposeA).setAttr("adj_y", transposeB),
                a,
                b);
    }

    @Override
    public void close() {
        graph.close();
    }
}
