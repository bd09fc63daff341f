package io.steelyard.tensorflow.internal.library;

import io.steelyard.tensor.DType;

/** The numbers that TensorFlow gives to dtypes ({@code types.proto}). */
public final class DataTypes {
    public static final int UINT64 = 23;
    public static final int RESOURCE = 20;
    public static final int VARIANT = 21;
    public static final int STRING = 7;

    private DataTypes() {}

    /** Of a dtype. */
    public static int of(DType dtype) {
        return switch (dtype) {
            case F32 -> 1;
            case F64 -> 2;
            case I32 -> 3;
            case U8 -> 4;
            case I64 -> 9;
            case BOOL -> 10;
            case BF16 -> 14;
            case F16 -> 19;
        };
    }
}
