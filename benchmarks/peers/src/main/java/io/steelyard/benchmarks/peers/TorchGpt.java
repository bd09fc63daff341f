package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;

import io.steelyard.text.gpt2.Gpt2Configuration;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GPT-2 and nanoGPT: the names are GPT-2's, and a bias that the model has not got is left out.
 *
 * @param configuration sizes; texts are as long as there are positions
 * @param batch texts of a step
 */
record TorchGpt(Gpt2Configuration configuration, int batch) implements TorchModel {
    private static final String POSITIONS = "transformer.wpe.weight";
    private static final String TOKENS = "transformer.wte.weight";
    private static final String MASK = "mask";
    private static final String ZEROS = "zeros";
    private static final double GELU_SCALE = Math.sqrt(2 / Math.PI);

    @Override
    public TorchLayout layout(String parameter, io.steelyard.tensor.Shape shape) {
        return parameter.contains(".h.") && shape.rank() == 2
                ? TorchLayout.transposed(shape)
                : TorchLayout.same(shape);
    }

    @Override
    public Map<String, NDArray> constants(NDManager manager) {
        int time = configuration.positions();
        float[] mask = new float[time * time];
        for (int query = 0; query < time; query++) {
            for (int key = query + 1; key < time; key++) {
                mask[query * time + key] = Float.NEGATIVE_INFINITY;
            }
        }
        Map<String, NDArray> constants = new LinkedHashMap<>();
        constants.put(MASK, manager.create(mask, new Shape(time, time)));
        // The function of DJL cannot go without a shift.
        constants.put(ZEROS, manager.zeros(new Shape(configuration.channels())));
        return constants;
    }

    @Override
    public NDArray loss(Map<String, NDArray> arrays, NDArray ids, NDArray labels) {
        NDArray table = array(arrays, TOKENS);
        NDArray hidden =
                Embedding.embedding(ids, table, SparseFormat.DENSE)
                        .singletonOrThrow()
                        .add(arrays.get(POSITIONS)); // [batch, time, channels]
        for (int layer = 0; layer < configuration.layers(); layer++) {
            String name = "transformer.h." + layer;
            hidden = hidden.add(attention(arrays, name, norm(arrays, name + ".ln_1", hidden)));
            NDArray inner =
                    linear(arrays, name + ".mlp.c_fc", norm(arrays, name + ".ln_2", hidden));
            hidden = hidden.add(linear(arrays, name + ".mlp.c_proj", gelu(inner)));
        }
        NDArray logits =
                Linear.linear(norm(arrays, "transformer.ln_f", hidden), table).singletonOrThrow();
        return crossEntropy(logits.reshape(-1, configuration.vocabularySize()), labels.reshape(-1));
    }

    private NDArray attention(Map<String, NDArray> arrays, String name, NDArray input) {
        int heads = configuration.heads();
        int headDim = configuration.channels() / heads;
        NDList parts = linear(arrays, name + ".attn.c_attn", input).split(3, 2);
        Shape split = new Shape(batch, configuration.positions(), heads, headDim);
        NDArray query = parts.get(0).reshape(split).transpose(0, 2, 1, 3);
        NDArray key = parts.get(1).reshape(split).transpose(0, 2, 3, 1);
        NDArray value = parts.get(2).reshape(split).transpose(0, 2, 1, 3);
        NDArray weights =
                query.matMul(key)
                        .mul(1 / Math.sqrt(headDim))
                        .add(array(arrays, MASK))
                        .softmax(-1); // [batch, heads, time, time]
        NDArray mixed = weights.matMul(value).transpose(0, 2, 1, 3).reshape(input.getShape());
        return linear(arrays, name + ".attn.c_proj", mixed);
    }

    private static NDArray linear(Map<String, NDArray> arrays, String name, NDArray input) {
        NDArray weight = array(arrays, name + ".weight");
        @Nullable NDArray bias = arrays.get(name + ".bias");
        return (bias == null ? Linear.linear(input, weight) : Linear.linear(input, weight, bias))
                .singletonOrThrow();
    }

    private NDArray norm(Map<String, NDArray> arrays, String name, NDArray input) {
        @Nullable NDArray bias = arrays.get(name + ".bias");
        return LayerNorm.layerNorm(
                        input,
                        new Shape(configuration.channels()),
                        array(arrays, name + ".weight"),
                        bias == null ? array(arrays, ZEROS) : bias,
                        configuration.layerNormEpsilon())
                .singletonOrThrow();
    }

    /** The approximation by tanh, which DJL does not have. */
    private static NDArray gelu(NDArray x) {
        NDArray inner = x.mul(x).mul(x).mul(0.044715).add(x).mul(GELU_SCALE);
        return x.mul(0.5).mul(inner.tanh().add(1));
    }

    /** The mean over the rows of {@code [rows, classes]}. */
    static NDArray crossEntropy(NDArray logits, NDArray labels) {
        return logits.logSoftmax(-1).gather(labels.expandDims(1), 1).mean().neg();
    }

    private static NDArray array(Map<String, NDArray> arrays, String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("The model has no parameter " + name);
        }
        return array;
    }

    @Override
    public String script(ScriptNames names) {
        StringBuilder script = new StringBuilder();
        script.append(
                "h = torch.add(torch.embedding(%s, x), %s)\n"
                        .formatted(names.of(TOKENS), names.of(POSITIONS)));
        for (int layer = 0; layer < configuration.layers(); layer++) {
            script.append(block(names, "transformer.h." + layer));
        }
        script.append(norm(names, "n", "transformer.ln_f", "h"));
        script.append("logits = torch.linear(n, %s)\n".formatted(names.of(TOKENS)));
        script.append(
                """
                rows = torch.view(logits, [-1, %d])
                loss = torch.cross_entropy_loss(rows, torch.view(y, [-1]))
                """
                        .formatted(configuration.vocabularySize()));
        return script.toString();
    }

    private String block(ScriptNames names, String name) {
        int channels = configuration.channels();
        int heads = configuration.heads();
        int time = configuration.positions();
        StringBuilder script = new StringBuilder();
        script.append(norm(names, "n", name + ".ln_1", "h"));
        script.append(linear(names, "a", name + ".attn.c_attn", "n"));
        script.append("parts = torch.split(a, %d, 2)\n".formatted(channels));
        List<String> operands = List.of("query", "key", "value");
        for (String operand : operands) {
            script.append(
                    "%s = torch.transpose(torch.view(parts[%d], [%d, %d, %d, %d]), 1, 2)\n"
                            .formatted(
                                    operand,
                                    operands.indexOf(operand),
                                    batch,
                                    time,
                                    heads,
                                    channels / heads));
        }
        script.append(
                "o = torch.scaled_dot_product_attention(query, key, value, None, 0., True)\n");
        script.append(
                "m = torch.reshape(torch.transpose(o, 1, 2), [%d, %d, %d])\n"
                        .formatted(batch, time, channels));
        script.append(linear(names, "b", name + ".attn.c_proj", "m"));
        script.append("h = torch.add(h, b)\n");
        script.append(norm(names, "n", name + ".ln_2", "h"));
        script.append(linear(names, "c", name + ".mlp.c_fc", "n"));
        script.append("g = torch.gelu(c, approximate=\"tanh\")\n");
        script.append(linear(names, "d", name + ".mlp.c_proj", "g"));
        script.append("h = torch.add(h, d)\n");
        return script.toString();
    }

    private static String linear(ScriptNames names, String result, String name, String input) {
        return "%s = torch.linear(%s, %s, %s)\n"
                .formatted(result, input, names.of(name + ".weight"), names.of(name + ".bias"));
    }

    private String norm(ScriptNames names, String result, String name, String input) {
        return "%s = torch.layer_norm(%s, [%d], %s, %s, %s)\n"
                .formatted(
                        result,
                        input,
                        configuration.channels(),
                        names.of(name + ".weight"),
                        names.of(name + ".bias"),
                        configuration.layerNormEpsilon());
    }
}
