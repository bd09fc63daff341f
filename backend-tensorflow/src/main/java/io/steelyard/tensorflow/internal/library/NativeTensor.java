package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.tensorflow.internal.c_api.TF_Tensor;

import java.lang.foreign.MemorySegment;

/** A tensor in memory of TensorFlow's, counted there; closing gives up this handle to it. */
public final class NativeTensor implements AutoCloseable {
    private final TF_Tensor handle;

    NativeTensor(TF_Tensor handle) {
        this.handle = handle;
    }

    /** A copy of an array. */
    public static NativeTensor of(NdArray array) {
        TensorType type = array.type();
        TF_Tensor handle =
                TF_AllocateTensor(
                        DataTypes.of(type.dtype()),
                        type.shape().toArray(),
                        type.shape().rank(),
                        type.bytes());
        NativeTensor tensor = new NativeTensor(handle);
        if (type.bytes() > 0) {
            tensor.memory().copyFrom(array.memory());
        }
        return tensor;
    }

    /** A copy on the host. */
    public NdArray toArray(TensorType type) {
        NdArray array = NdArray.zeros(type);
        if (type.bytes() > 0) {
            array.memory().copyFrom(memory());
        }
        return array;
    }

    TF_Tensor handle() {
        return handle;
    }

    /** Its bytes, valid until it is closed. */
    @SuppressWarnings("restricted") // The library says how long they are.
    private MemorySegment memory() {
        return MemorySegment.ofAddress(TF_TensorData(handle).address())
                .reinterpret(TF_TensorByteSize(handle));
    }

    @Override
    public void close() {
        TF_DeleteTensor(handle);
    }
}
