package io.steelyard.reference.internal.kernel;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The bits that elementwise kernels give, for tests that start it in a JVM with other flags. */
final class ElementwiseBits {
    private static final int SIZE = 1_003;

    private ElementwiseBits() {}

    /** A hash of the results of each kernel, when each has run so many times before. */
    static Map<String, Integer> afterRuns(int runs) {
        Buffer left = Buffer.gaussian(SIZE, 1);
        Buffer right = Buffer.gaussian(SIZE, 2);
        Buffer out = Buffer.words(SIZE);
        Map<String, Integer> bits = new TreeMap<>();
        UnaryKernelsTest.cases()
                .forEach(
                        unary -> {
                            for (int run = 0; run <= runs; run++) {
                                unary.kernel().run(out.address(), left.address(), SIZE);
                            }
                            bits.put(unary.name(), hash(out));
                        });
        BinaryKernelsTest.floats()
                .forEach(
                        binary -> {
                            for (int run = 0; run <= runs; run++) {
                                binary.kernel()
                                        .run(out.address(), left.address(), right.address(), SIZE);
                            }
                            bits.put(binary.name(), hash(out));
                        });
        return bits;
    }

    private static int hash(Buffer out) {
        int[] bits = out.segment.toArray(ValueLayout.JAVA_INT_UNALIGNED);
        for (int i = 0; i < bits.length; i++) {
            if (Float.isNaN(Float.intBitsToFloat(bits[i]))) {
                bits[i] = 0x7fc00000; // which of the many NaNs is no promise
            }
        }
        return Arrays.hashCode(bits);
    }

    public static void main(String[] arguments) {
        System.out.println(afterRuns(0));
    }
}
