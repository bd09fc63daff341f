package io.steelyard.tensorflow.internal.library;

import org.tensorflow.internal.c_api.TF_Operation;

/**
 * An operation of a {@link NativeGraph}, which owns it.
 *
 * @param handle valid as long as the graph is open
 * @param name unique within the graph
 */
public record Operation(TF_Operation handle, String name) {
    /** Its result of a number. */
    public Output output(int index) {
        return new Output(this, index);
    }
}
