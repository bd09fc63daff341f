package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

final class UnaryKernelsTest {
    /**
     * A kernel with its twin, the float64 function, and the bound it is documented with, in ulps.
     */
    record Case(
            String name,
            Kernel.Unary kernel,
            Kernel.Unary scalar,
            DoubleUnaryOperator exact,
            double ulps) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("neg", UnaryKernels::neg, ScalarUnaryKernels::neg, x -> -x, 0),
                new Case("abs", UnaryKernels::abs, ScalarUnaryKernels::abs, Math::abs, 0),
                new Case("sqrt", UnaryKernels::sqrt, ScalarUnaryKernels::sqrt, Math::sqrt, 0.5),
                new Case("floor", UnaryKernels::floor, ScalarUnaryKernels::floor, Math::floor, 0),
                new Case("exp", UnaryKernels::exp, ScalarUnaryKernels::exp, Math::exp, 1),
                new Case("log", UnaryKernels::log, ScalarUnaryKernels::log, Math::log, 1),
                new Case("tanh", UnaryKernels::tanh, ScalarUnaryKernels::tanh, Math::tanh, 5),
                new Case(
                        "erf",
                        UnaryKernels::erf,
                        ScalarUnaryKernels::erf,
                        ScalarUnaryKernels::erf,
                        2),
                new Case("sin", UnaryKernels::sin, ScalarUnaryKernels::sin, Math::sin, 1),
                new Case("cos", UnaryKernels::cos, ScalarUnaryKernels::cos, Math::cos, 1));
    }

    /** Specials, each float exponent, and random numbers at the scales that models meet. */
    private static float[] inputs() {
        Random random = new Random(1);
        float[] specials = {
            0f,
            -0f,
            1f,
            -1f,
            0.5f,
            -0.5f,
            -0.3f,
            0.3f,
            2.5f,
            -2.5f,
            0x1.fffffep22f,
            -0x1.fffffep22f,
            0x1p23f,
            -0x1p23f,
            88.7228f,
            88.7229f,
            -87.33655f,
            -103.97208f,
            -103.97209f,
            -200f,
            200f,
            0.925f,
            0.9250001f,
            3.9999998f,
            4f,
            7.905311f,
            7.9053106f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MIN_NORMAL,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        float[] inputs = new float[200_003];
        System.arraycopy(specials, 0, inputs, 0, specials.length);
        for (int i = specials.length; i < inputs.length; i++) {
            inputs[i] =
                    switch (i % 5) {
                        case 0 -> (float) random.nextGaussian();
                        case 1 -> (float) random.nextDouble(-8, 8);
                        case 2 -> (float) random.nextDouble(-104, 89);
                        case 3 -> (float) random.nextDouble(0.5, 2);
                        default -> Float.intBitsToFloat(random.nextInt());
                    };
        }
        return inputs;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWithinItsBoundOfFloat64(Case unary) {
        float[] inputs = inputs();
        Buffer in = Buffer.of(inputs);
        Buffer out = Buffer.words(inputs.length);
        Buffer twin = Buffer.words(inputs.length);
        unary.kernel.run(out.address(), in.address(), inputs.length);
        unary.scalar.run(twin.address(), in.address(), inputs.length);
        double worst = -1;
        String where = "";
        for (int i = 0; i < inputs.length; i++) {
            double exact = unary.exact.applyAsDouble(inputs[i]);
            double ulps = Kernel.ulps(out.at(i), exact);
            if (ulps > worst) {
                worst = ulps;
                where = "%s(%s) = %s, not %s".formatted(unary, inputs[i], out.at(i), exact);
            }
            // The twin is a float64 result rounded, so half an ulp away at most.
            assertThat(Kernel.ulps(twin.at(i), exact)).isLessThanOrEqualTo(0.501);
        }
        assertThat(worst).as(where).isLessThanOrEqualTo(unary.ulps);
        assertThat(out.intact()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anElementDoesNotDependOnItsPlaceNorOnBeingInPlace(Case unary) {
        int size = 133;
        Buffer in = Buffer.gaussian(size, 2);
        Buffer whole = Buffer.words(size);
        unary.kernel.run(whole.address(), in.address(), size);
        for (int from : new int[] {0, 1, 5, 64, 130}) {
            for (int count : new int[] {0, 1, 3, 16, 17, 68}) {
                int counted = Math.min(count, size - from);
                Buffer part = Buffer.words(counted);
                unary.kernel.run(part.address(), in.address() + 4L * from, counted);
                for (int i = 0; i < counted; i++) {
                    assertThat(part.ints()[i]).isEqualTo(whole.ints()[from + i]);
                }
                assertThat(part.intact()).isTrue();
            }
        }
        unary.kernel.run(in.address(), in.address(), size);
        assertThat(in.floats()).containsExactly(whole.floats());
    }

    @Tag("allocation")
    @ParameterizedTest
    @MethodSource("cases")
    void allocatesNothing(Case unary) {
        Buffer in = Buffer.gaussian(517, 3);
        Buffer out = Buffer.words(517);
        long from = in.address();
        long to = out.address();
        assertThat(Allocation.bytesPerCall(() -> unary.kernel.run(to, from, 517))).isZero();
    }

    @Test
    void signsOfZeroAreKept() {
        for (Kernel.Unary kernel :
                new Kernel.Unary[] {
                    UnaryKernels::floor, UnaryKernels::sqrt, UnaryKernels::tanh, UnaryKernels::erf
                }) {
            Buffer buffer = Buffer.of(-0f, 0f);
            kernel.run(buffer.address(), buffer.address(), 2);
            assertThat(buffer.ints()).containsExactly(0x80000000, 0);
        }
    }

    @Test
    void errorFunctionOfTheTwinGivesTabulatedValues() {
        // Abramowitz and Stegun, table 7.1.
        assertThat(ScalarUnaryKernels.erf(0.5)).isCloseTo(0.5204998778, within(1e-10));
        assertThat(ScalarUnaryKernels.erf(-1)).isCloseTo(-0.8427007929, within(1e-10));
        assertThat(ScalarUnaryKernels.erf(2)).isCloseTo(0.9953222650, within(1e-10));
        assertThat(ScalarUnaryKernels.erf(3)).isCloseTo(0.9999779095, within(1e-10));
    }
}
