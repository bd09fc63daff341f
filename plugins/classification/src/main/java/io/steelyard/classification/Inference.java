package io.steelyard.classification;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A model compiled for predictions, once for each shape of its features. Examples are padded to
 * batches of 1, 2, 4 and so on, so that these are few. Safe for use from many threads; closing must
 * be alone.
 */
final class Inference implements AutoCloseable {
    private static final String LOGITS = "logits";

    private final Backend backend;
    private final Model model;
    private final Preprocessing preprocessing;
    private final int mostAtOnce;
    private final Map<Map<String, TensorType>, Executable> compiled = new ConcurrentHashMap<>();

    /**
     * @param mostAtOnce examples of the largest batch
     */
    Inference(Backend backend, Model model, Preprocessing preprocessing, int mostAtOnce) {
        this.backend = backend;
        this.model = model;
        this.preprocessing = preprocessing;
        this.mostAtOnce = mostAtOnce;
    }

    /** A function with the variables that it declares. */
    record Recorded(Function function, Collection<Variable> variables) {}

    /**
     * The model in inference on features of these types; its one output as an operator gives it.
     */
    static Recorded record(
            Model model,
            Map<String, TensorType> features,
            String output,
            UnaryOperator<Tensor> operator) {
        Recording recording = new Recording("classify", Mode.INFERENCE, 0);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        new TreeMap<>(features)
                .forEach((name, type) -> inputs.put(name, recording.recorder().input(name, type)));
        Tensor logits = model.forward(recording.root(), new Features(inputs));
        Function function = recording.finish(Map.of(output, operator.apply(logits)));
        return new Recorded(function, recording.variables());
    }

    static Map<String, TensorType> types(Map<String, NdArray> features) {
        Map<String, TensorType> types = new TreeMap<>();
        features.forEach((name, array) -> types.put(name, array.type()));
        return types;
    }

    /** What the model gives for each example, in their order. */
    List<float[]> outputs(DeviceState state, List<? extends Example> examples) {
        List<float[]> outputs = new ArrayList<>(examples.size());
        for (int from = 0; from < examples.size(); from += mostAtOnce) {
            List<? extends Example> part =
                    examples.subList(from, Math.min(from + mostAtOnce, examples.size()));
            addOutputs(state, part, outputs);
        }
        return outputs;
    }

    /** Compiles for one example and runs it on zeros. */
    void warmUp(DeviceState state) {
        Map<String, TensorType> types = new TreeMap<>(preprocessing.types(1));
        compiled.computeIfAbsent(types, this::compile)
                .run(state, types.values().stream().map(NdArray::zeros).toList());
    }

    private void addOutputs(
            DeviceState state, List<? extends Example> examples, List<float[]> outputs) {
        List<Example> padded = new ArrayList<>(examples);
        int size = Math.min(mostAtOnce, Integer.highestOneBit(2 * examples.size() - 1));
        while (padded.size() < size) {
            padded.add(examples.getLast());
        }
        Map<String, NdArray> features = new TreeMap<>(preprocessing.features(padded));
        Executable executable = compiled.computeIfAbsent(types(features), this::compile);
        NdArray logits = executable.run(state, List.copyOf(features.values())).getFirst();
        int width = Math.toIntExact(logits.shape().size(1));
        for (int i = 0; i < examples.size(); i++) {
            float[] row = new float[width];
            for (int j = 0; j < width; j++) {
                row[j] = (float) logits.get((long) i * width + j);
                if (!Float.isFinite(row[j])) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_DATA,
                            "The model gives "
                                    + row[j]
                                    + " for "
                                    + examples.get(i).origin()
                                    + "; expected are finite numbers. Look for values there that"
                                    + " are far from those it was trained on.");
                }
            }
            outputs.add(row);
        }
    }

    private Executable compile(Map<String, TensorType> features) {
        Function function = record(model, features, LOGITS, UnaryOperator.identity()).function();
        return backend.compile(function, CompileOptions.defaults());
    }

    @Override
    public void close() {
        compiled.values().forEach(Executable::close);
        compiled.clear();
    }
}
