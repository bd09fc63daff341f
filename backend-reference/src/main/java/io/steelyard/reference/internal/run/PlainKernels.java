package io.steelyard.reference.internal.run;

import static io.steelyard.reference.internal.kernel.NativeMemory.getByte;
import static io.steelyard.reference.internal.kernel.NativeMemory.getFloat;
import static io.steelyard.reference.internal.kernel.NativeMemory.getInt;
import static io.steelyard.reference.internal.kernel.NativeMemory.setByte;
import static io.steelyard.reference.internal.kernel.NativeMemory.setFloat;
import static io.steelyard.reference.internal.kernel.NativeMemory.setInt;

import io.steelyard.program.ReduceKind;

/** Plain loops for the operations that no vector kernel computes. */
final class PlainKernels {
    private PlainKernels() {}

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
}
