package io.steelyard.text;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model over a growing text: all tokens of the prompt at once, then one token at a time with
 * keys and values of the earlier ones cached on the device. When the text is longer than the
 * context, positions shift and the cache is void; each token then takes a pass over the whole
 * context. Not safe for use from several threads.
 */
final class Decoder implements AutoCloseable {
    private final Backend backend;
    private final CausalLanguageModel model;
    private final DeviceState state;
    private final Map<Integer, Executable> compiled = new HashMap<>();
    private int[] tokens = new int[0];
    private int length;

    /**
     * @param state parameters and caches; see {@link #variables}
     */
    Decoder(Backend backend, CausalLanguageModel model, DeviceState state) {
        this.backend = backend;
        this.model = model;
        this.state = state;
    }

    private record Recorded(Function function, Collection<Variable> variables) {}

    /** What the state of a decoder holds: the parameters of a model, and caches. */
    static Collection<Variable> variables(CausalLanguageModel model) {
        return record(model, 1).variables();
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

    /** Begins a text. Returns the logits of the token after it. */
    float[] start(int[] prompt) {
        tokens = Arrays.copyOf(prompt, Math.max(16, 2 * prompt.length));
        length = prompt.length;
        return runWindow();
    }

    /** Adds a token. Returns the logits of the token after it. */
    float[] next(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
        }
        tokens[length++] = token;
        return length <= model.contextLength()
                ? run(new int[] {token}, length - 1, 0)
                : runWindow();
    }

    /** The tokens so far. */
    int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    /**
     * The last tokens that fit the context, padded to a power of two so that few lengths are
     * compiled.
     */
    private float[] runWindow() {
        int context = model.contextLength();
        int count = Math.min(length, context);
        int padded = Math.min(context, count == 1 ? 1 : Integer.highestOneBit(count - 1) << 1);
        int[] window = new int[padded];
        System.arraycopy(tokens, length - count, window, 0, count);
        return run(window, 0, count - 1);
    }

    private float[] run(int[] ids, int position, int last) {
        Executable executable =
                compiled.computeIfAbsent(
                        ids.length,
                        time ->
                                backend.compile(
                                        record(model, time).function(), CompileOptions.defaults()));
        return executable
                .run(
                        state,
                        List.of(
                                NdArray.of(ids, 1, ids.length),
                                NdArray.scalar(position),
                                NdArray.scalar(last)))
                .getFirst()
                .toFloatArray();
    }

    @Override
    public void close() {
        compiled.values().forEach(Executable::close);
        compiled.clear();
    }
}
