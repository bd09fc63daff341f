package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;

import org.tensorflow.internal.c_api.TF_Status;

/** What became of one call of the C library. */
final class Status implements AutoCloseable {
    private static final int OK = 0;

    private final TF_Status handle = TF_NewStatus();

    TF_Status handle() {
        return handle;
    }

    /** Throws {@link LibraryException} with the library's words unless the call went well. */
    void check() {
        if (TF_GetCode(handle) != OK) {
            throw new LibraryException(TF_Message(handle).getString());
        }
    }

    @Override
    public void close() {
        TF_DeleteStatus(handle);
    }
}
