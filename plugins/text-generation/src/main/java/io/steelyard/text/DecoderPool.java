package io.steelyard.text;

import io.steelyard.spi.Backend;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.StateSpec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The decoders of one model, each with caches of its own over the model's parameters. A completion
 * borrows one; there are as many as completions were ever under way at once. Safe for use from
 * several threads.
 */
final class DecoderPool implements AutoCloseable {
    private final Backend backend;
    private final DeviceState parameters;
    private final StateSpec caches;
    private final DecodeFunctions functions;
    private final Deque<Decoder> idle = new ArrayDeque<>();
    private final Set<Decoder> lent = new HashSet<>();
    private boolean closed;

    /**
     * @param parameters of the model; stays open until the pool is closed
     */
    DecoderPool(Backend backend, CausalLanguageModel model, DeviceState parameters) {
        this.backend = backend;
        this.parameters = parameters;
        caches = DecodeFunctions.caches(model);
        functions = new DecodeFunctions(backend, model);
    }

    /** A decoder for one text, to be given back. Throws {@code CLOSED} after close. */
    synchronized Decoder borrow() {
        if (closed) {
            throw DecodeFunctions.closedModel();
        }
        @Nullable Decoder decoder = idle.poll();
        if (decoder == null) {
            decoder = new Decoder(functions, backend.allocate(caches, parameters));
        }
        lent.add(decoder);
        return decoder;
    }

    synchronized void giveBack(Decoder decoder) {
        lent.remove(decoder);
        if (!closed) {
            idle.push(decoder);
        }
    }

    /** Gives the caches back that no completion is using. */
    synchronized void releaseIdle() {
        idle.forEach(Decoder::close);
        idle.clear();
    }

    /**
     * Gives all memory back. A run under way ends first; the completion that it belongs to then
     * ends with {@code CLOSED}.
     */
    @Override
    public synchronized void close() {
        closed = true;
        functions.close();
        releaseIdle();
        lent.forEach(Decoder::close);
    }
}
