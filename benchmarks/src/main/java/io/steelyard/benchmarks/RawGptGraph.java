package io.steelyard.benchmarks;

import io.steelyard.tensor.NdArray;

import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The training step of a small GPT-2 without dropout, as one would write it by hand for TensorFlow:
 * its fused operations for softmax, cross-entropy, bias and Adam, gradients spelled out.
 */
final class RawGptGraph {
    private static final double EPSILON = 1e-5;
    private static final double GELU_SCALE = Math.sqrt(2 / Math.PI);
    private static final double GELU_CUBIC = 0.044715;
    private static final double BETA_1 = 0.9f;
    private static final double BETA_2 = 0.99f;
    private static final double ADAM_EPSILON = 1e-8;
    private static final double WEIGHT_DECAY = 0.1f;

    private final RawGraph g;
    private final int batch;
    private final int time;
    private final int heads;
    private final int channels;
    private final Map<String, Output<?>> handles = new LinkedHashMap<>();
    private final Map<String, Output<?>> weights = new LinkedHashMap<>();
    private final Map<String, Output<?>> gradients = new LinkedHashMap<>();
    private final List<Operation> initializers = new ArrayList<>();

    /** I32 {@code [batch * time]}. */
    final Output<?> ids;

    /** I32 {@code [batch * time]}. */
    final Output<?> labels;

    /** F32 {@code []}. */
    final Output<?> learningRate;

    /** F32 {@code []}: 1 for the first one. */
    final Output<?> step;

    final Output<?> loss;

    /** Of all gradients, before clipping. */
    final Output<?> norm;

    /** What updates the variables. */
    final List<Operation> updates = new ArrayList<>();

    /**
     * Builds it.
     *
     * @param initial weights by their names at Hugging Face
     */
    RawGptGraph(
            RawGraph g,
            int batch,
            int time,
            int layers,
            int heads,
            int channels,
            Map<String, NdArray> initial) {
        this.g = g;
        this.batch = batch;
        this.time = time;
        this.heads = heads;
        this.channels = channels;
        initial.forEach(this::declare);
        ids = g.placeholder(DataType.DT_INT32, (long) batch * time);
        labels = g.placeholder(DataType.DT_INT32, (long) batch * time);
        learningRate = g.placeholder(DataType.DT_FLOAT);
        step = g.placeholder(DataType.DT_FLOAT);
        Part hidden = embed(); // [n, channels]
        for (int layer = 0; layer < layers; layer++) {
            String path = "transformer.h." + layer + ".";
            hidden =
                    hidden.then(
                            x ->
                                    residual(
                                            x,
                                            norm(path + "ln_1", x)
                                                    .then(y -> attention(path + "attn.", y))));
            hidden =
                    hidden.then(
                            x ->
                                    residual(
                                            x,
                                            norm(path + "ln_2", x)
                                                    .then(y -> feedForward(path + "mlp.", y))));
        }
        hidden = hidden.then(x -> norm("transformer.ln_f", x));
        Output<?> normalized = hidden.result();
        Output<?> table = weight("transformer.wte.weight");
        Output<?> logits = g.matmul(normalized, table, false, true); // [n, vocabulary]
        Operation entropy =
                g.operation(
                        "SparseSoftmaxCrossEntropyWithLogits", builder -> builder, logits, labels);
        loss = g.add("Mean", entropy.output(0), g.integers(0));
        Output<?> dlogits =
                g.add("Mul", entropy.output(1), g.number(1.0 / ((double) batch * time)));
        gradients.put("transformer.wte.weight", g.matmul(dlogits, normalized, true, false));
        hidden.backward().apply(g.matmul(dlogits, table, false, false));
        norm = update();
    }

    /** Sets the variables to their first values. */
    List<Operation> initializers() {
        return initializers;
    }

    private void declare(String name, NdArray value) {
        float[] content = value.toFloatArray();
        long[] sizes = value.shape().toArray();
        handles.put(name, variable(name, content, sizes));
        handles.put(name + "/m", variable(name + "/m", new float[content.length], sizes));
        handles.put(name + "/v", variable(name + "/v", new float[content.length], sizes));
        weights.put(
                name,
                g.add(
                        "ReadVariableOp",
                        builder -> builder.setAttr("dtype", DataType.DT_FLOAT),
                        handle(name)));
    }

    private Output<?> variable(String name, float[] content, long[] sizes) {
        Output<?> handle =
                g.add(
                        "VarHandleOp",
                        builder ->
                                builder.setAttr("dtype", DataType.DT_FLOAT)
                                        .setAttr("shape", Shape.of(sizes))
                                        .setAttr("shared_name", name));
        initializers.add(
                g.operation(
                        "AssignVariableOp",
                        builder -> builder.setAttr("dtype", DataType.DT_FLOAT),
                        handle,
                        g.floats(content, sizes)));
        return handle;
    }

    private Output<?> handle(String name) {
        return Objects.requireNonNull(handles.get(name));
    }

    private Output<?> weight(String name) {
        return Objects.requireNonNull(weights.get(name));
    }

    /**
     * A part of the model.
     *
     * @param backward from the gradient of the result to that of the operand; notes those of
     *     weights
     */
    private record Part(Output<?> result, UnaryOperator<Output<?>> backward) {
        Part then(Function<Output<?>, Part> next) {
            Part last = next.apply(result);
            return new Part(last.result(), dy -> backward.apply(last.backward().apply(dy)));
        }
    }

    private Part embed() {
        Output<?> tokens = g.add("GatherV2", weight("transformer.wte.weight"), ids, g.integer(0));
        Output<?> placed =
                g.add(
                        "AddV2",
                        g.reshape(tokens, batch, time, channels),
                        weight("transformer.wpe.weight"));
        return new Part(
                g.reshape(placed, batch * time, channels),
                dy -> {
                    Output<?> rows = g.reshape(dy, batch, time, channels);
                    gradients.put("transformer.wpe.weight", g.add("Sum", rows, g.integers(0)));
                    gradients.computeIfPresent(
                            "transformer.wte.weight",
                            (_, head) ->
                                    g.add(
                                            "TensorScatterAdd",
                                            head,
                                            g.reshape(ids, batch * time, 1),
                                            dy));
                    return dy;
                });
    }

    private Part residual(Output<?> x, Part branch) {
        return new Part(
                g.add("AddV2", x, branch.result()),
                dy -> g.add("AddV2", dy, branch.backward().apply(dy)));
    }

    private Part norm(String path, Output<?> x) {
        Output<?> scale = weight(path + ".weight");
        Output<?> centered = g.add("Sub", x, g.overLast("Mean", x));
        Output<?> variance = g.overLast("Mean", g.add("Square", centered));
        Output<?> rstd = g.add("Rsqrt", g.add("AddV2", variance, g.number(EPSILON)));
        Output<?> n = g.add("Mul", centered, rstd);
        return new Part(
                g.add("AddV2", g.add("Mul", n, scale), weight(path + ".bias")),
                dy -> {
                    gradients.put(path + ".bias", g.add("Sum", dy, g.integers(0)));
                    Output<?> scaled = g.add("Mul", dy, n);
                    gradients.put(path + ".weight", g.add("Sum", scaled, g.integers(0)));
                    Output<?> dn = g.add("Mul", dy, scale);
                    Output<?> shifted = g.add("Sub", dn, g.overLast("Mean", dn));
                    Output<?> slope = g.overLast("Mean", g.add("Mul", dn, n));
                    return g.add("Mul", g.add("Sub", shifted, g.add("Mul", n, slope)), rstd);
                });
    }

    private Part linear(String path, Output<?> x) {
        Output<?> weight = weight(path + ".weight"); // [in, out]
        return new Part(
                g.add("BiasAdd", g.matmul(x, weight, false, false), weight(path + ".bias")),
                dy -> {
                    gradients.put(path + ".bias", g.add("BiasAddGrad", dy));
                    gradients.put(path + ".weight", g.matmul(x, dy, true, false));
                    return g.matmul(dy, weight, false, true);
                });
    }

    private Part feedForward(String path, Output<?> x) {
        return linear(path + "c_fc", x).then(this::gelu).then(y -> linear(path + "c_proj", y));
    }

    /** Its tanh approximation. */
    private Part gelu(Output<?> x) {
        Output<?> square = g.add("Square", x);
        Output<?> cubic = g.add("AddV2", g.add("Mul", square, g.number(GELU_CUBIC)), g.number(1));
        Output<?> inner = g.add("Mul", g.add("Mul", cubic, x), g.number(GELU_SCALE));
        Output<?> gate = g.add("Tanh", inner);
        Output<?> half = g.add("Mul", x, g.number(0.5));
        Output<?> open = g.add("AddV2", gate, g.number(1));
        return new Part(
                g.add("Mul", half, open),
                dy -> {
                    Output<?> slope =
                            g.add(
                                    "AddV2",
                                    g.add("Mul", square, g.number(3 * GELU_CUBIC * GELU_SCALE)),
                                    g.number(GELU_SCALE));
                    Output<?> rest = g.add("Sub", g.number(1), g.add("Square", gate));
                    Output<?> derivative =
                            g.add(
                                    "AddV2",
                                    g.add("Mul", open, g.number(0.5)),
                                    g.add("Mul", g.add("Mul", half, rest), slope));
                    return g.add("Mul", dy, derivative);
                });
    }

    private Part attention(String path, Output<?> x) {
        return linear(path + "c_attn", x).then(this::mixed).then(y -> linear(path + "c_proj", y));
    }

    /** {@code [n, 3 * channels] -> [n, channels]}. */
    private Part mixed(Output<?> joined) {
        int headDim = channels / heads;
        double scale = 1 / Math.sqrt(headDim);
        Output<?> parts =
                g.transpose(g.reshape(joined, batch, time, 3, heads, headDim), 2, 0, 3, 1, 4);
        Operation unpacked = g.operation("Unpack", builder -> builder.setAttr("num", 3), parts);
        Output<?> query = unpacked.output(0); // [batch, heads, time, headDim]
        Output<?> key = unpacked.output(1);
        Output<?> value = unpacked.output(2);
        Output<?> scores = g.add("Mul", g.batchMatmul(query, key, false, true), g.number(scale));
        Output<?> weights = g.add("Softmax", g.add("AddV2", scores, hidden()));
        Output<?> result = g.batchMatmul(weights, value, false, false);
        return new Part(
                g.reshape(g.transpose(result, 0, 2, 1, 3), batch * time, channels),
                dy -> {
                    Output<?> dresult =
                            g.transpose(g.reshape(dy, batch, time, heads, headDim), 0, 2, 1, 3);
                    Output<?> dweights = g.batchMatmul(dresult, value, false, true);
                    Output<?> delta = g.overLast("Sum", g.add("Mul", weights, dweights));
                    Output<?> dscores =
                            g.add(
                                    "Mul",
                                    g.add("Mul", weights, g.add("Sub", dweights, delta)),
                                    g.number(scale));
                    Output<?> packed =
                            g.list(
                                    "Pack",
                                    builder -> builder.setAttr("axis", 0),
                                    List.of(
                                            g.batchMatmul(dscores, key, false, false),
                                            g.batchMatmul(dscores, query, true, false),
                                            g.batchMatmul(weights, dresult, true, false)));
                    return g.reshape(
                            g.transpose(packed, 1, 3, 0, 2, 4), batch * time, 3 * channels);
                });
    }

    /** {@code [time, time]}: 0 where a key is visible, else -infinity. */
    private Output<?> hidden() {
        float[] mask = new float[time * time];
        for (int i = 0; i < time; i++) {
            Arrays.fill(mask, i * time + i + 1, (i + 1) * time, Float.NEGATIVE_INFINITY);
        }
        return g.floats(mask, time, time);
    }

    /** Clips all gradients together and takes a step of AdamW; the norm. */
    private Output<?> update() {
        List<Output<?>> squares = new ArrayList<>();
        gradients.values().forEach(gradient -> squares.add(g.add("L2Loss", gradient)));
        Output<?> half = g.list("AddN", builder -> builder, squares);
        Output<?> norm = g.add("Sqrt", g.add("Mul", half, g.number(2)));
        Output<?> clip =
                g.add(
                        "Minimum",
                        g.number(1),
                        g.add("RealDiv", g.number(1), g.add("AddV2", norm, g.number(1e-6))));
        Output<?> power1 = g.add("Pow", g.number(BETA_1), step);
        Output<?> power2 = g.add("Pow", g.number(BETA_2), step);
        // TensorFlow adds epsilon before it corrects the second moment.
        Output<?> epsilon =
                g.add(
                        "Mul",
                        g.number(ADAM_EPSILON),
                        g.add("Sqrt", g.add("Sub", g.number(1), power2)));
        Output<?> decay = g.add("Mul", learningRate, g.number(WEIGHT_DECAY));
        gradients.forEach(
                (name, gradient) -> {
                    Operation read = weight(name).op();
                    Operation before =
                            weight(name).shape().numDimensions() < 2
                                    ? read
                                    : g.operation(
                                            "ResourceApplyGradientDescent",
                                            builder -> builder,
                                            handle(name),
                                            decay,
                                            weight(name));
                    updates.add(
                            g.operation(
                                    "ResourceApplyAdam",
                                    builder -> builder.addControlInput(before),
                                    handle(name),
                                    handle(name + "/m"),
                                    handle(name + "/v"),
                                    power1,
                                    power2,
                                    learningRate,
                                    g.number(BETA_1),
                                    g.number(BETA_2),
                                    epsilon,
                                    g.add("Mul", gradient, clip)));
                });
        return norm;
    }
}
