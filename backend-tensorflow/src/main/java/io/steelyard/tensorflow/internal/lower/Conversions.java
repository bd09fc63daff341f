package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.Map;

/** From one dtype to another, rounded once. */
final class Conversions {
    private static final double TWO_TO_32 = 4294967296.0;

    /** The bits that a float of F32 may use so that rounding it again rounds once. */
    private final Emitter emitter;

    Conversions(Emitter emitter) {
        this.emitter = emitter;
    }

    Output bitcast(Op.Bitcast bitcast, Output x) {
        return emitter.bitcast(x, DataTypes.of(bitcast.dtype()));
    }

    Output convert(Node node, Op.Convert convert, Output x) {
        return convert(node.operands().getFirst().type().dtype(), convert.dtype(), x);
    }

    Output convert(DType from, DType to, Output x) {
        if (from == to) {
            return x;
        }
        return switch (to) {
            case BOOL -> emitter.add("NotEqual", x, emitter.number(from, 0));
            case F32, F64 -> emitter.cast(x, to);
            case F16, BF16 -> narrow(from, to, x);
            case I32, I64, U8 -> from.isFloating() ? truncated(from, to, x) : emitter.cast(x, to);
        };
    }

    /**
     * To F16 or BF16. TensorFlow rounds F64 and integers to F32 first; so they are rounded to odd
     * there, after which rounding again rounds as once (Boldo and Melquiond 2008, "Emulation of a
     * FMA and correctly rounded sums: proved algorithms using rounding to odd").
     */
    private Output narrow(DType from, DType to, Output x) {
        return switch (from) {
            case F32, F16, BF16, U8, BOOL -> emitter.cast(asFloat(from, x), to);
            case F64 -> emitter.cast(oddFromDouble(x), to);
            case I32 -> emitter.cast(oddFromDouble(emitter.cast(x, DType.F64)), to);
            case I64 -> emitter.cast(oddFromLong(x), to);
        };
    }

    private Output asFloat(DType from, Output x) {
        return from == DType.F32 ? x : emitter.cast(x, DType.F32);
    }

    private Output oddFromDouble(Output x) {
        Output nearest = emitter.cast(x, DType.F32);
        Output back = emitter.cast(nearest, DType.F64);
        Output tooLarge = emitter.add("Greater", emitter.add("Abs", back), emitter.add("Abs", x));
        Output inexact = emitter.add("NotEqual", back, x);
        return odd(nearest, tooLarge, inexact);
    }

    /** Of an I64: what F64 holds of its upper and its lower half says whether it was exact. */
    private Output oddFromLong(Output x) {
        Output nearest = emitter.cast(x, DType.F32);
        // 2^63 does not fit: where the nearest float is that, the integer was smaller.
        Output limit = emitter.number(DType.F32, 0x1p63);
        Output over = emitter.add("GreaterEqual", nearest, limit);
        Output safe = emitter.select(over, emitter.number(DType.F32, 0), nearest);
        Output back = emitter.cast(safe, DType.I64);
        Output positive = emitter.add("GreaterEqual", x, emitter.wholeNumber(DType.I64, 0));
        Output above = emitter.add("Greater", back, x);
        Output below = emitter.add("Less", back, x);
        Output tooLarge = emitter.add("LogicalOr", over, emitter.select(positive, above, below));
        Output inexact = emitter.add("LogicalOr", over, emitter.add("NotEqual", back, x));
        return odd(nearest, tooLarge, inexact);
    }

    /** Towards zero, and then the last bit set where anything was lost. */
    private Output odd(Output nearest, Output tooLarge, Output inexact) {
        Output bits = emitter.bitcast(nearest, DataTypes.of(DType.I32));
        Output one = emitter.integer(1);
        Output towardsZero = emitter.select(tooLarge, emitter.add("Sub", bits, one), bits);
        Output marked =
                emitter.select(inexact, emitter.add("BitwiseOr", towardsZero, one), towardsZero);
        Output odd = emitter.bitcast(marked, DataTypes.of(DType.F32));
        // NaN is unlike itself and stays.
        return emitter.select(emitter.add("IsNan", nearest), nearest, odd);
    }

    /** Towards zero, then to the nearest end of the dtype; 0 for NaN. */
    private Output truncated(DType from, DType to, Output x) {
        double low = LOWEST.get(to);
        double high = HIGHEST.get(to);
        DType wide = from == DType.F64 ? DType.F64 : DType.F32;
        Output value = from == wide ? x : emitter.cast(x, wide);
        Output under = emitter.add("Less", value, emitter.number(wide, low));
        Output over = emitter.add("GreaterEqual", value, emitter.number(wide, high));
        Output outside =
                emitter.add(
                        "LogicalOr",
                        emitter.add("LogicalOr", under, over),
                        emitter.add("IsNan", value));
        Output safe = emitter.select(outside, emitter.number(wide, 0), value);
        Output inside = emitter.cast(safe, to);
        Output largest = emitter.wholeNumber(to, largest(to));
        Output smallest = emitter.wholeNumber(to, smallest(to));
        return emitter.select(over, largest, emitter.select(under, smallest, inside));
    }

    /** The first number past the dtype, which floats hold. */
    private static final Map<DType, Double> HIGHEST =
            Map.of(DType.I32, TWO_TO_32 / 2, DType.I64, 0x1p63, DType.U8, 256.0);

    private static final Map<DType, Double> LOWEST =
            Map.of(DType.I32, -TWO_TO_32 / 2, DType.I64, -0x1p63, DType.U8, 0.0);

    private static long largest(DType dtype) {
        return dtype == DType.U8 ? 255 : dtype == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    private static long smallest(DType dtype) {
        return dtype == DType.U8 ? 0 : dtype == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }
}
