package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBuffer;

import org.tensorflow.internal.c_api.TF_Buffer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A graph as TensorFlow writes it down ({@code graph.proto}), in native memory. */
public final class GraphDefinition implements AutoCloseable {
    private final TF_Buffer handle = TF_NewBuffer();

    TF_Buffer handle() {
        return handle;
    }

    /** A copy of what is written there. */
    @SuppressWarnings("restricted") // The library says how long it is.
    public byte[] bytes() {
        return MemorySegment.ofAddress(handle.data().address())
                .reinterpret(handle.length())
                .toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        TF_DeleteBuffer(handle);
    }
}
