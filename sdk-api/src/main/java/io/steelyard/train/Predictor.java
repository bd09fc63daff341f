package io.steelyard.train;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Applies a model to features and gives what it says, compiled once for each shape of them. Owns
 * the compiled functions; close it. Safe for use from many threads, but closing must be alone.
 *
 * <pre>{@code
 * try (Predictor predictor = sdk.predictor(model)) {
 *     NdArray said = predictor.predict(report.state().device(), Map.of("x", NdArray.of(row, 1, 4)));
 * }
 * }</pre>
 */
public final class Predictor implements AutoCloseable {
    private static final String PREDICTIONS = "predictions";

    private final Backend backend;
    private final Model model;
    private final Map<BatchSignature, Executable> compiled = new ConcurrentHashMap<>();

    /** A predictor of a model whose variables are in the state that is given to each prediction. */
    public Predictor(Backend backend, Model model) {
        this.backend = backend;
        this.model = model;
    }

    /**
     * What the model gives in inference.
     *
     * @param state holds the model's variables
     * @param features by name, as those of a {@link Batch}
     * @throws io.steelyard.error.SteelyardException {@code INVALID_PROGRAM} for a feature that the
     *     model asks for in vain or cannot take, {@code INVALID_ARGUMENT} for a state of another
     *     model
     */
    public NdArray predict(DeviceState state, Map<String, NdArray> features) {
        Batch batch = new Batch(features, Map.of());
        BatchSignature signature = BatchSignature.of(batch);
        return compiled.computeIfAbsent(signature, this::compile)
                .run(state, signature.inputs(batch))
                .getFirst();
    }

    /**
     * What the model keeps: for {@link ModelState#allocate}, to load a saved model into.
     *
     * @param features the types of its features by name; how many examples they have does not
     *     matter
     */
    public Collection<Variable> variables(Map<String, TensorType> features) {
        return record(new BatchSignature(new TreeMap<>(features), Map.of())).variables();
    }

    private Executable compile(BatchSignature signature) {
        return backend.compile(record(signature).function(), CompileOptions.defaults());
    }

    private record Recorded(Function function, Collection<Variable> variables) {}

    private Recorded record(BatchSignature signature) {
        Recording recording = new Recording("predict", Mode.INFERENCE, 0);
        Tensor predictions =
                model.forward(recording.root(), signature.declareFeatures(recording.recorder()));
        return new Recorded(
                recording.finish(Map.of(PREDICTIONS, predictions)), recording.variables());
    }

    /** Gives the compiled functions back; the state belongs to the caller. */
    @Override
    public void close() {
        compiled.values().forEach(Executable::close);
        compiled.clear();
    }
}
