package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;

import java.util.ArrayList;
import java.util.List;

/** Runs parts of one graph. Safe for use from several threads. */
public final class NativeSession implements AutoCloseable {
    private final TF_Session handle;

    /**
     * Opens a session.
     *
     * @param graph closed after the session
     * @param configuration a {@code ConfigProto}
     */
    public NativeSession(NativeGraph graph, byte[] configuration) {
        TF_SessionOptions options = TF_NewSessionOptions();
        try (Status status = new Status();
                BytePointer bytes = new BytePointer(configuration)) {
            TF_SetConfig(options, bytes, configuration.length, status.handle());
            status.check();
            handle = TF_NewSession(graph.handle(), options, status.handle());
            status.check();
        } finally {
            TF_DeleteSessionOptions(options);
        }
    }

    TF_Session handle() {
        return handle;
    }

    /** The names of the devices that it sees. */
    public List<String> devices() {
        try (Status status = new Status()) {
            TF_DeviceList list = TF_SessionListDevices(handle, status.handle());
            status.check();
            try {
                List<String> names = new ArrayList<>();
                for (int i = 0; i < TF_DeviceListCount(list); i++) {
                    names.add(TF_DeviceListName(list, i, status.handle()).getString());
                    status.check();
                }
                return names;
            } finally {
                TF_DeleteDeviceList(list);
            }
        }
    }

    @Override
    public void close() {
        try (Status status = new Status()) {
            TF_CloseSession(handle, status.handle());
            TF_DeleteSession(handle, status.handle());
        }
    }
}
