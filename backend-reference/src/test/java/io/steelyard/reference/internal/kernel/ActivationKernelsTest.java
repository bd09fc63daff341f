package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.RowKernelsTest.assertClose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Random;

/** The scalar twins compute in float64 and round once, so each kernel is held to float64 here. */
final class ActivationKernelsTest {
    @Test
    void geluAndItsGradients() {
        int size = 40_009;
        Random random = new Random(1);
        Buffer in =
                Buffer.floats(
                        size,
                        i ->
                                switch (i) {
                                    case 0 -> 0;
                                    case 1 -> 1e30;
                                    case 2 -> -1e30;
                                    case 3 -> Double.NaN;
                                    case 4 -> Float.MIN_VALUE;
                                    default ->
                                            i % 2 == 0
                                                    ? random.nextDouble(-40, 40)
                                                    : 2 * random.nextGaussian();
                                });
        Buffer g = Buffer.floats(size, i -> 1);
        Buffer out = Buffer.words(size);
        Buffer exact = Buffer.words(size);
        long from = in.address();
        long dy = g.address();
        long to = out.address();
        GeluKernels.geluTanh(to, from, size);
        ScalarGeluKernels.geluTanh(exact.address(), from, size);
        assertClose(out, exact, 1e-6, 5e-7);
        GeluKernels.geluErf(to, from, size);
        ScalarGeluKernels.geluErf(exact.address(), from, size);
        assertClose(out, exact, 1e-6, 5e-7);
        GeluKernels.geluErfBackward(to, dy, from, size);
        ScalarGeluKernels.geluErfBackward(exact.address(), dy, from, size);
        assertClose(out, exact, 1e-6, 1e-6);
        GeluKernels.geluTanhBackward(to, dy, from, size);
        // The formula in float64 overflows to NaN at 1e30; its limits are 1 and 0.
        ScalarGeluKernels.geluTanhBackward(exact.address(), dy, from, size);
        assertClose(out, exact, 1e-6, 1e-6);
        assertThat(out.at(1)).isEqualTo(1f);
        assertThat(out.at(2)).isCloseTo(0f, within(1e-30f));
    }

    @Test
    void siluAndItsGradient() {
        int size = 40_009;
        Random random = new Random(1);
        double[] special = {0, 3e38, -3e38, Double.NaN, Float.MIN_VALUE, -88.4, -104};
        Buffer in =
                Buffer.floats(
                        size,
                        i ->
                                i < special.length
                                        ? special[i]
                                        : i % 2 == 0
                                                ? random.nextDouble(-120, 120)
                                                : 2 * random.nextGaussian());
        Buffer g = Buffer.floats(size, i -> 1);
        Buffer out = Buffer.words(size);
        Buffer exact = Buffer.words(size);
        long from = in.address();
        SiluKernels.silu(out.address(), from, size);
        ScalarSiluKernels.silu(exact.address(), from, size);
        assertClose(out, exact, 1e-6, 1e-35);
        SiluKernels.siluBackward(out.address(), g.address(), from, size);
        ScalarSiluKernels.siluBackward(exact.address(), g.address(), from, size);
        // Near -1.28 the derivative is 0, a difference of numbers of order 1.
        assertClose(out, exact, 1e-6, 5e-7);
        assertThat(out.at(1)).isEqualTo(1f);
        assertThat(out.at(2)).isCloseTo(0f, within(1e-7f));
    }

    @Test
    void siluOfInfinities() {
        Buffer in = Buffer.of(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        Buffer out = Buffer.words(2);
        SiluKernels.silu(out.address(), in.address(), 2);
        assertThat(out.floats()).containsExactly(Float.POSITIVE_INFINITY, Float.NaN);
        SiluKernels.siluBackward(out.address(), in.address(), in.address(), 2);
        assertThat(out.floats()).containsExactly(Float.NaN, Float.NaN);
    }
}
