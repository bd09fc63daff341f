package io.steelyard.reference.internal.run;

import static io.steelyard.reference.internal.kernel.NativeMemory.getByte;
import static io.steelyard.reference.internal.kernel.NativeMemory.getFloat;
import static io.steelyard.reference.internal.kernel.NativeMemory.getInt;
import static io.steelyard.reference.internal.kernel.NativeMemory.setByte;
import static io.steelyard.reference.internal.kernel.NativeMemory.setFloat;
import static io.steelyard.reference.internal.kernel.NativeMemory.setInt;

import io.steelyard.program.Comparison;
import io.steelyard.program.ReduceKind;

/** Plain loops for the operations that no vector kernel computes. */
public final class PlainKernels {
    private PlainKernels() {}

    public static void compareFloats(
            Comparison comparison, long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            float a = getFloat(left + 4 * i);
            float b = getFloat(right + 4 * i);
            boolean holds =
                    switch (comparison) {
                        case EQ -> a == b;
                        case NE -> a != b;
                        case LT -> a < b;
                        case LE -> a <= b;
                        case GT -> a > b;
                        case GE -> a >= b;
                    };
            setByte(out + i, (byte) (holds ? 1 : 0));
        }
    }

    public static void compareInts(
            Comparison comparison, long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            setByte(out + i, holds(comparison, getInt(left + 4 * i), getInt(right + 4 * i)));
        }
    }

    public static void compareBooleans(
            Comparison comparison, long out, long left, long right, long count) {
        for (long i = 0; i < count; i++) {
            setByte(out + i, holds(comparison, getByte(left + i), getByte(right + i)));
        }
    }

    private static byte holds(Comparison comparison, int a, int b) {
        boolean holds =
                switch (comparison) {
                    case EQ -> a == b;
                    case NE -> a != b;
                    case LT -> a < b;
                    case LE -> a <= b;
                    case GT -> a > b;
                    case GE -> a >= b;
                };
        return (byte) (holds ? 1 : 0);
    }

    public static void select4(long out, long condition, long onTrue, long onFalse, long count) {
        for (long i = 0; i < count; i++) {
            setInt(out + 4 * i, getInt((getByte(condition + i) != 0 ? onTrue : onFalse) + 4 * i));
        }
    }

    public static void select1(long out, long condition, long onTrue, long onFalse, long count) {
        for (long i = 0; i < count; i++) {
            setByte(out + i, getByte((getByte(condition + i) != 0 ? onTrue : onFalse) + i));
        }
    }

    public static void floatToInt(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            setInt(out + 4 * i, (int) getFloat(in + 4 * i));
        }
    }

    public static void intToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            setFloat(out + 4 * i, getInt(in + 4 * i));
        }
    }

    public static void floatToBoolean(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            setByte(out + i, (byte) (getFloat(in + 4 * i) != 0 ? 1 : 0));
        }
    }

    public static void intToBoolean(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            setByte(out + i, (byte) (getInt(in + 4 * i) != 0 ? 1 : 0));
        }
    }

    public static void booleanToFloat(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            setFloat(out + 4 * i, getByte(in + i));
        }
    }

    public static void booleanToInt(long out, long in, long count) {
        for (long i = 0; i < count; i++) {
            setInt(out + 4 * i, getByte(in + i));
        }
    }

    static void reduceFloats(
            ReduceKind kind, long out, long in, long middle, long stride, long count) {
        for (long i = 0; i < count; i++) {
            long at = in + 4 * i;
            double sum = 0;
            float most = getFloat(at);
            for (long k = 0; k < middle; k++, at += 4 * stride) {
                float value = getFloat(at);
                switch (kind) {
                    case SUM -> sum += value;
                    case MAX -> most = Math.max(most, value);
                    case MIN -> most = Math.min(most, value);
                    case AND, OR -> {}
                }
            }
            setFloat(out + 4 * i, kind == ReduceKind.SUM ? (float) sum : most);
        }
    }

    static void reduceInts(
            ReduceKind kind, long out, long in, long middle, long stride, long count) {
        for (long i = 0; i < count; i++) {
            long at = in + 4 * i;
            int joined = getInt(at);
            for (long k = 1; k < middle; k++) {
                at += 4 * stride;
                int value = getInt(at);
                joined =
                        switch (kind) {
                            case MAX -> Math.max(joined, value);
                            case MIN -> Math.min(joined, value);
                            case SUM, AND, OR -> joined + value;
                        };
            }
            setInt(out + 4 * i, joined);
        }
    }

    static void reduceBooleans(
            ReduceKind kind, long out, long in, long middle, long stride, long count) {
        for (long i = 0; i < count; i++) {
            boolean joined = kind == ReduceKind.AND;
            for (long k = 0; k < middle; k++) {
                boolean value = getByte(in + i + k * stride) != 0;
                joined = kind == ReduceKind.AND ? joined && value : joined || value;
            }
            setByte(out + i, (byte) (joined ? 1 : 0));
        }
    }

    static void fill(long out, int pattern, long count) {
        for (long i = 0; i < count; i++) {
            setInt(out + 4 * i, pattern);
        }
    }

    static void copy(
            long out, long in, int[] sizes, long[] outStrides, long[] inStrides, int bytes) {
        copy(out, in, 0, sizes, outStrides, inStrides, bytes);
    }

    private static void copy(
            long out,
            long in,
            int axis,
            int[] sizes,
            long[] outStrides,
            long[] inStrides,
            int bytes) {
        for (long i = 0; i < sizes[axis]; i++) {
            long to = out + i * outStrides[axis] * bytes;
            long from = in + i * inStrides[axis] * bytes;
            if (axis < sizes.length - 1) {
                copy(to, from, axis + 1, sizes, outStrides, inStrides, bytes);
            } else if (bytes == 4) {
                setInt(to, getInt(from));
            } else {
                setByte(to, getByte(from));
            }
        }
    }
}
