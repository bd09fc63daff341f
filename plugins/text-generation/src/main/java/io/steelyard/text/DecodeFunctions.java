package io.steelyard.text;

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
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model compiled for decoding, once for each number of tokens, for all decoders of the model.
 * Safe for use from several threads.
 */
final class DecodeFunctions implements AutoCloseable {
    private final Backend backend;
    private final CausalLanguageModel model;
    private final Map<Integer, Executable> compiled = new ConcurrentHashMap<>();

    /** Held for reading by each run, so that closing finds none under way. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    DecodeFunctions(Backend backend, CausalLanguageModel model) {
        this.backend = backend;
        this.model = model;
    }

    private record Recorded(Function function, Collection<Variable> variables) {}

    /** What all decoders of a model share. */
    static Collection<Variable> parameters(CausalLanguageModel model) {
        return record(model, 1).variables().stream()
                .filter(variable -> variable.kind() != Variable.Kind.CACHE)
                .toList();
    }

    /** What each decoder of a model has for itself: keys and values of its text. */
    static StateSpec caches(CausalLanguageModel model) {
        Map<String, TensorType> caches = new LinkedHashMap<>();
        for (Variable variable : record(model, 1).variables()) {
            if (variable.kind() == Variable.Kind.CACHE) {
                caches.put(variable.path(), variable.type());
            }
        }
        return new StateSpec(caches);
    }

    /** Inputs {@code input_ids} I32 {@code [1, time]}, position and last I32 {@code []}. */
    private static Recorded record(CausalLanguageModel model, int time) {
        Recording recording = new Recording("decode_" + time, Mode.INFERENCE, 0);
        TensorType scalar = TensorType.of(DType.I32);
        Tensor ids =
                recording
                        .recorder()
                        .input(CausalLanguageModel.INPUT_IDS, TensorType.of(DType.I32, 1, time));
        Tensor position = recording.recorder().input("position", scalar);
        Tensor last = recording.recorder().input("last", scalar);
        Tensor logits = model.forwardCached(recording.root(), ids, position, last);
        Function function = recording.finish(Map.of("logits", logits)); // [1, vocabulary]
        return new Recorded(function, recording.variables());
    }

    /** Input {@code input_ids} I32 {@code [1, context]}, output {@code logits} without a cache. */
    static Function logits(CausalLanguageModel model) {
        Recording recording = new Recording("logits", Mode.INFERENCE, 0);
        Tensor ids =
                recording
                        .recorder()
                        .input(
                                CausalLanguageModel.INPUT_IDS,
                                TensorType.of(DType.I32, 1, model.contextLength()));
        Features features = new Features(Map.of(CausalLanguageModel.INPUT_IDS, ids));
        return recording.finish(Map.of("logits", model.forward(recording.root(), features)));
    }

    /** The largest number of tokens that one run takes. */
    int contextLength() {
        return model.contextLength();
    }

    /**
     * Runs the model over new tokens of a text.
     *
     * @param state parameters, and the caches of the text
     * @param ids the new tokens; those after {@code last} are padding
     * @param position the number of tokens before
     * @return the logits of the token after the last one; throws {@code CLOSED} after close
     */
    float[] run(DeviceState state, int[] ids, int position, int last) {
        use.readLock().lock();
        try {
            if (closed) {
                throw closedModel();
            }
            return compiled.computeIfAbsent(ids.length, this::compile)
                    .run(
                            state,
                            List.of(
                                    NdArray.of(ids, 1, ids.length),
                                    NdArray.scalar(position),
                                    NdArray.scalar(last)))
                    .getFirst()
                    .toFloatArray();
        } finally {
            use.readLock().unlock();
        }
    }

    private Executable compile(int time) {
        return backend.compile(record(model, time).function(), CompileOptions.defaults());
    }

    static SteelyardException closedModel() {
        return new SteelyardException(
                ErrorCode.CLOSED, "This model is closed; load or train it again.");
    }

    /** Gives the memory of the functions back; runs under way end first. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            closed = true;
            compiled.values().forEach(Executable::close);
            compiled.clear();
        } finally {
            use.writeLock().unlock();
        }
    }
}
