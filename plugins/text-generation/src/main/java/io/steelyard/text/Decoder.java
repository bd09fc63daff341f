package io.steelyard.text;

import io.steelyard.spi.DeviceState;

import java.util.Arrays;

/**
 * Runs a model over a growing text: all tokens of the prompt at once, then one token at a time with
 * keys and values of the earlier ones cached on the device. When the text is longer than the
 * context, positions shift and the cache is void; each token then takes a pass over the whole
 * context. Owns its caches. Not safe for use from several threads; several decoders of one model
 * are.
 */
final class Decoder implements AutoCloseable {
    private final DecodeFunctions functions;
    private final DeviceState state;
    private int[] tokens = new int[0];
    private int length;

    /**
     * @param state caches of its own over the parameters of the model; see {@link DecodeFunctions}
     */
    Decoder(DecodeFunctions functions, DeviceState state) {
        this.functions = functions;
        this.state = state;
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
        return length <= functions.contextLength()
                ? functions.run(state, new int[] {token}, length - 1, 0)
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
        int context = functions.contextLength();
        int count = Math.min(length, context);
        int padded = Math.min(context, count == 1 ? 1 : Integer.highestOneBit(count - 1) << 1);
        int[] window = new int[padded];
        System.arraycopy(tokens, length - count, window, 0, count);
        return functions.run(state, window, 0, count - 1);
    }

    /** Gives its caches back. */
    @Override
    public void close() {
        state.close();
    }
}
