package io.steelyard.reference.internal.plan;

import io.steelyard.reference.internal.kernel.BlockKernel;
import io.steelyard.reference.internal.kernel.ByteConvertKernels;
import io.steelyard.reference.internal.kernel.ConvertKernels;
import io.steelyard.reference.internal.kernel.HalfKernels;
import io.steelyard.reference.internal.kernel.VectorKernel;
import io.steelyard.reference.internal.kernel.WideConvertKernels;
import io.steelyard.tensor.DType;

import org.jspecify.annotations.Nullable;

/** How one dtype becomes another: the kernel, or the dtype to go through. */
final class Conversions {
    private Conversions() {}

    /**
     * The dtype to go through from one to another, so that nothing is rounded twice; null where
     * there is a kernel.
     */
    static @Nullable DType between(DType from, DType to) {
        return switch (from) {
            case F16, BF16 -> to == DType.F32 ? null : DType.F32;
            case U8, BOOL ->
                    switch (to) {
                        case F64, F16, BF16 -> DType.F32;
                        case I64 -> DType.I32;
                        case F32, I32, U8, BOOL -> null;
                    };
            case I32 -> to == DType.F16 || to == DType.BF16 ? DType.F64 : null;
            case I64 ->
                    switch (to) {
                        // What F64 does not hold is infinite in F16.
                        case F16 -> DType.F64;
                        case U8 -> DType.I32;
                        case F32, F64, BF16, I32, I64, BOOL -> null;
                    };
            case F32, F64 -> null;
        };
    }

    /** The kernel of a conversion that goes through no other dtype. */
    static BlockKernel of(DType from, DType to) {
        return switch (from) {
            case F32 -> fromFloat(to);
            case F64 -> fromDouble(to);
            case F16 -> fromFloat16(to);
            case BF16 -> fromBFloat16(to);
            case I32 -> fromInt(to);
            case I64 -> fromLong(to);
            case U8 -> fromByte(to);
            case BOOL -> fromBool(to);
        };
    }

    private static BlockKernel fromFloat(DType to) {
        return switch (to) {
            case F64 -> (out, in, b, c, count) -> WideConvertKernels.floatToDouble(out, in, count);
            case F16 -> (out, in, b, c, count) -> HalfKernels.floatToFloat16(out, in, count);
            case BF16 -> (out, in, b, c, count) -> HalfKernels.floatToBFloat16(out, in, count);
            case I32 -> (out, in, b, c, count) -> ConvertKernels.floatToInt(out, in, count);
            case I64 -> (out, in, b, c, count) -> WideConvertKernels.floatToLong(out, in, count);
            case U8 -> (out, in, b, c, count) -> ByteConvertKernels.floatToByte(out, in, count);
            case BOOL -> VectorKernel.FLOAT_TO_BOOL;
            case F32 -> throw missing(DType.F32, to);
        };
    }

    private static BlockKernel fromDouble(DType to) {
        return switch (to) {
            case F32 -> (out, in, b, c, count) -> WideConvertKernels.doubleToFloat(out, in, count);
            case F16 ->
                    (out, in, b, c, count) -> WideConvertKernels.doubleToFloat16(out, in, count);
            case BF16 ->
                    (out, in, b, c, count) -> WideConvertKernels.doubleToBFloat16(out, in, count);
            case I32 -> (out, in, b, c, count) -> WideConvertKernels.doubleToInt(out, in, count);
            case I64 -> (out, in, b, c, count) -> WideConvertKernels.doubleToLong(out, in, count);
            case U8 -> (out, in, b, c, count) -> WideConvertKernels.doubleToByte(out, in, count);
            case BOOL -> (out, in, b, c, count) -> WideConvertKernels.doubleToBool(out, in, count);
            case F64 -> throw missing(DType.F64, to);
        };
    }

    private static BlockKernel fromFloat16(DType to) {
        return switch (to) {
            case F32 -> (out, in, b, c, count) -> HalfKernels.float16ToFloat(out, in, count);
            case F64, F16, BF16, I32, I64, U8, BOOL -> throw missing(DType.F16, to);
        };
    }

    private static BlockKernel fromBFloat16(DType to) {
        return switch (to) {
            case F32 -> (out, in, b, c, count) -> HalfKernels.bfloat16ToFloat(out, in, count);
            case F64, F16, BF16, I32, I64, U8, BOOL -> throw missing(DType.BF16, to);
        };
    }

    private static BlockKernel fromInt(DType to) {
        return switch (to) {
            case F32 -> (out, in, b, c, count) -> ConvertKernels.intToFloat(out, in, count);
            case F64 -> (out, in, b, c, count) -> WideConvertKernels.intToDouble(out, in, count);
            case I64 -> (out, in, b, c, count) -> WideConvertKernels.intToLong(out, in, count);
            case U8 -> (out, in, b, c, count) -> ByteConvertKernels.intToByte(out, in, count);
            case BOOL -> (out, in, b, c, count) -> ConvertKernels.intToBool(out, in, count);
            case F16, BF16, I32 -> throw missing(DType.I32, to);
        };
    }

    private static BlockKernel fromLong(DType to) {
        return switch (to) {
            case F32 -> (out, in, b, c, count) -> WideConvertKernels.longToFloat(out, in, count);
            case F64 -> (out, in, b, c, count) -> WideConvertKernels.longToDouble(out, in, count);
            case BF16 ->
                    (out, in, b, c, count) -> WideConvertKernels.longToBFloat16(out, in, count);
            case I32 -> (out, in, b, c, count) -> WideConvertKernels.longToInt(out, in, count);
            case BOOL -> (out, in, b, c, count) -> WideConvertKernels.longToBool(out, in, count);
            case F16, I64, U8 -> throw missing(DType.I64, to);
        };
    }

    private static BlockKernel fromByte(DType to) {
        return switch (to) {
            case F32 -> (out, in, b, c, count) -> ByteConvertKernels.byteToFloat(out, in, count);
            case I32 -> (out, in, b, c, count) -> ByteConvertKernels.byteToInt(out, in, count);
            case BOOL -> (out, in, b, c, count) -> ByteConvertKernels.byteToBool(out, in, count);
            case F64, F16, BF16, I64, U8 -> throw missing(DType.U8, to);
        };
    }

    private static BlockKernel fromBool(DType to) {
        return switch (to) {
            case F32 -> VectorKernel.BOOL_TO_FLOAT;
            case I32 -> (out, in, b, c, count) -> ConvertKernels.boolToInt(out, in, count);
            case U8 -> (out, in, b, c, count) -> ByteConvertKernels.boolToByte(out, in, count);
            case F64, F16, BF16, I64, BOOL -> throw missing(DType.BOOL, to);
        };
    }

    private static IllegalStateException missing(DType from, DType to) {
        return new IllegalStateException(
                from.text()
                        + " becomes "
                        + to.text()
                        + " through another dtype, or is it already.");
    }
}
