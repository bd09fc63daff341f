package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

final class BinaryKernelsTest {
    private static final int SIZE = 20_011;

    record FloatCase(
            String name,
            Kernel.Binary kernel,
            Kernel.Binary scalar,
            DoubleBinaryOperator exact,
            double ulps) {
        @Override
        public String toString() {
            return name;
        }
    }

    record IntCase(
            String name, Kernel.Binary kernel, Kernel.Binary scalar, IntBinaryOperator exact) {
        @Override
        public String toString() {
            return name;
        }
    }

    record IntUnaryCase(
            String name, Kernel.Unary kernel, Kernel.Unary scalar, IntUnaryOperator exact) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Half an ulp is correct rounding; the little more is float64's own rounding. */
    static Stream<FloatCase> floats() {
        double rounded = 0.500001;
        return Stream.of(
                new FloatCase(
                        "add",
                        BinaryKernels::add,
                        ScalarBinaryKernels::add,
                        (a, b) -> a + b,
                        rounded),
                new FloatCase(
                        "sub",
                        BinaryKernels::sub,
                        ScalarBinaryKernels::sub,
                        (a, b) -> a - b,
                        rounded),
                new FloatCase(
                        "mul",
                        BinaryKernels::mul,
                        ScalarBinaryKernels::mul,
                        (a, b) -> a * b,
                        rounded),
                new FloatCase(
                        "div",
                        BinaryKernels::div,
                        ScalarBinaryKernels::div,
                        (a, b) -> a / b,
                        rounded),
                new FloatCase(
                        "rem", BinaryKernels::rem, ScalarBinaryKernels::rem, (a, b) -> a % b, 0),
                new FloatCase("max", BinaryKernels::max, ScalarBinaryKernels::max, Math::max, 0),
                new FloatCase("min", BinaryKernels::min, ScalarBinaryKernels::min, Math::min, 0),
                new FloatCase(
                        "pow",
                        BinaryKernels::pow,
                        ScalarBinaryKernels::pow,
                        BinaryKernelsTest::power,
                        1));
    }

    /** IEEE 754 differs from Java here. */
    private static double power(double base, double exponent) {
        boolean one = base == 1 || (base == -1 && Double.isInfinite(exponent));
        return one ? 1 : Math.pow(base, exponent);
    }

    static Stream<IntCase> ints() {
        return Stream.of(
                new IntCase("add", IntKernels::add, ScalarIntKernels::add, (a, b) -> a + b),
                new IntCase("sub", IntKernels::sub, ScalarIntKernels::sub, (a, b) -> a - b),
                new IntCase(
                        "mul",
                        IntKernels::mul,
                        ScalarIntKernels::mul,
                        (a, b) -> (int) ((long) a * b)),
                new IntCase(
                        "div",
                        IntKernels::div,
                        ScalarIntKernels::div,
                        (a, b) -> b == 0 ? 0 : (int) ((long) a / b)),
                new IntCase(
                        "rem",
                        IntKernels::rem,
                        ScalarIntKernels::rem,
                        (a, b) -> b == 0 ? 0 : (int) ((long) a % b)),
                new IntCase("max", IntKernels::max, ScalarIntKernels::max, Math::max),
                new IntCase("min", IntKernels::min, ScalarIntKernels::min, Math::min),
                new IntCase("and", IntKernels::and, ScalarIntKernels::and, (a, b) -> a & b),
                new IntCase("or", IntKernels::or, ScalarIntKernels::or, (a, b) -> a | b),
                new IntCase("xor", IntKernels::xor, ScalarIntKernels::xor, (a, b) -> a ^ b),
                new IntCase(
                        "shl",
                        IntKernels::shl,
                        ScalarIntKernels::shl,
                        (a, b) -> b < 0 || b > 31 ? 0 : (int) ((long) a << b)),
                new IntCase(
                        "shr",
                        IntKernels::shr,
                        ScalarIntKernels::shr,
                        (a, b) -> b < 0 || b > 31 ? 0 : (int) ((a & 0xFFFFFFFFL) >> b)));
    }

    static Stream<IntUnaryCase> intUnaries() {
        return Stream.of(
                new IntUnaryCase("neg", IntKernels::neg, ScalarIntKernels::neg, a -> -a),
                new IntUnaryCase("abs", IntKernels::abs, ScalarIntKernels::abs, Math::abs),
                new IntUnaryCase("not", IntKernels::not, ScalarIntKernels::not, a -> -1 - a));
    }

    private static float[] floatInputs(long seed) {
        Random random = new Random(seed);
        float[] specials = {
            0f,
            -0f,
            1f,
            -1f,
            2f,
            0.5f,
            3f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MAX_VALUE,
            Float.MIN_VALUE
        };
        float[] inputs = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            inputs[i] =
                    switch (random.nextInt(4)) {
                        case 0 -> specials[random.nextInt(specials.length)];
                        case 1 -> Float.intBitsToFloat(random.nextInt());
                        case 2 -> (float) random.nextDouble(-9, 9);
                        default -> (float) random.nextGaussian();
                    };
        }
        return inputs;
    }

    private static int[] intInputs(long seed) {
        Random random = new Random(seed);
        int[] inputs = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            inputs[i] =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(-3, 4);
                        case 1 -> random.nextInt(-40, 41);
                        case 2 -> random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE;
                        default -> random.nextInt();
                    };
        }
        return inputs;
    }

    @ParameterizedTest
    @MethodSource("floats")
    void floatsAreWithinTheirBoundOfFloat64(FloatCase binary) {
        Buffer left = Buffer.of(floatInputs(1));
        Buffer right = Buffer.of(floatInputs(2));
        Buffer out = Buffer.words(SIZE);
        Buffer twin = Buffer.words(SIZE);
        binary.kernel.run(out.address(), left.address(), right.address(), SIZE);
        binary.scalar.run(twin.address(), left.address(), right.address(), SIZE);
        for (int i = 0; i < SIZE; i++) {
            double exact = binary.exact.applyAsDouble(left.at(i), right.at(i));
            assertThat(Kernel.ulps(out.at(i), exact))
                    .as("%s of %s and %s is %s", binary, left.at(i), right.at(i), out.at(i))
                    .isLessThanOrEqualTo(binary.ulps);
            assertThat(Kernel.ulps(twin.at(i), exact)).isLessThanOrEqualTo(0.501);
        }
        assertThat(out.intact()).isTrue();
        binary.kernel.run(right.address(), left.address(), right.address(), SIZE);
        assertThat(right.floats()).containsExactly(out.floats());
    }

    @ParameterizedTest
    @MethodSource("ints")
    void intsAreExact(IntCase binary) {
        int[] lefts = intInputs(3);
        int[] rights = intInputs(4);
        int[] expected = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            expected[i] = binary.exact.applyAsInt(lefts[i], rights[i]);
        }
        Buffer left = Buffer.of(lefts);
        Buffer right = Buffer.of(rights);
        Buffer out = Buffer.words(SIZE);
        Buffer twin = Buffer.words(SIZE);
        binary.kernel.run(out.address(), left.address(), right.address(), SIZE);
        binary.scalar.run(twin.address(), left.address(), right.address(), SIZE);
        assertThat(out.ints()).containsExactly(expected);
        assertThat(twin.ints()).containsExactly(expected);
        assertThat(out.intact()).isTrue();
        binary.kernel.run(left.address(), left.address(), right.address(), SIZE);
        assertThat(left.ints()).containsExactly(expected);
    }

    @ParameterizedTest
    @MethodSource("intUnaries")
    void intUnariesAreExact(IntUnaryCase unary) {
        int[] inputs = intInputs(5);
        int[] expected = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            expected[i] = unary.exact.applyAsInt(inputs[i]);
        }
        Buffer in = Buffer.of(inputs);
        Buffer twin = Buffer.words(SIZE);
        unary.scalar.run(twin.address(), in.address(), SIZE);
        unary.kernel.run(in.address(), in.address(), SIZE);
        assertThat(in.ints()).containsExactly(expected);
        assertThat(twin.ints()).containsExactly(expected);
        assertThat(in.intact()).isTrue();
    }

    @Test
    void intPowerIsRepeatedMultiplication() {
        int[] bases = {2, 3, -2, 0, 0, 7, 1, -1, -1, 5, 10, -3, 2};
        int[] exponents = {10, 4, 3, 0, -1, 0, -5, -3, -4, -2, 10, 31, 40};
        Buffer left = Buffer.of(bases);
        Buffer right = Buffer.of(exponents);
        Buffer out = Buffer.words(bases.length);
        Buffer twin = Buffer.words(bases.length);
        IntKernels.pow(out.address(), left.address(), right.address(), bases.length);
        ScalarIntKernels.pow(twin.address(), left.address(), right.address(), bases.length);
        int wrapped = BigInteger.valueOf(-3).pow(31).intValue();
        int[] expected = {1024, 81, -8, 1, 1, 1, 1, 1, 1, 1, 1410065408, wrapped, 0};
        assertThat(out.ints()).containsExactly(expected);
        assertThat(twin.ints()).containsExactly(expected);
    }

    @Tag("allocation")
    @Test
    void logicFollowsItsTruthTable() {
        byte[] lefts = new byte[131];
        byte[] rights = new byte[131];
        for (int i = 0; i < 131; i++) {
            lefts[i] = (byte) (i & 1);
            rights[i] = (byte) (i >> 1 & 1);
        }
        check(LogicKernels::and, ScalarLogicKernels::and, lefts, rights, (a, b) -> a * b);
        check(LogicKernels::or, ScalarLogicKernels::or, lefts, rights, Math::max);
        check(LogicKernels::xor, ScalarLogicKernels::xor, lefts, rights, (a, b) -> (a + b) % 2);
        check(
                (out, left, right, count) -> LogicKernels.not(out, left, count),
                (out, left, right, count) -> ScalarLogicKernels.not(out, left, count),
                lefts,
                rights,
                (a, b) -> 1 - a);
    }

    private static void check(
            Kernel.Binary kernel,
            Kernel.Binary scalar,
            byte[] lefts,
            byte[] rights,
            IntBinaryOperator expected) {
        Buffer left = Buffer.ofBytes(lefts);
        Buffer right = Buffer.ofBytes(rights);
        Buffer out = Buffer.bytes(lefts.length);
        Buffer twin = Buffer.bytes(lefts.length);
        kernel.run(out.address(), left.address(), right.address(), lefts.length);
        scalar.run(twin.address(), left.address(), right.address(), lefts.length);
        assertThat(out.toBytes()).containsExactly(twin.toBytes());
        for (int i = 0; i < lefts.length; i++) {
            assertThat((int) out.toBytes()[i]).isEqualTo(expected.applyAsInt(lefts[i], rights[i]));
        }
        assertThat(out.intact()).isTrue();
        long address = out.address();
        assertThat(Allocation.bytesPerCall(() -> kernel.run(address, address, address, 131)))
                .isZero();
    }

    @Tag("allocation")
    @ParameterizedTest
    @MethodSource("floats")
    void floatsAllocateNothing(FloatCase binary) {
        Buffer in = Buffer.gaussian(517, 3);
        long address = in.address();
        assertThat(Allocation.bytesPerCall(() -> binary.kernel.run(address, address, address, 517)))
                .isZero();
    }

    @Tag("allocation")
    @ParameterizedTest
    @MethodSource("ints")
    void intsAllocateNothing(IntCase binary) {
        Buffer in = Buffer.words(517);
        long address = in.address();
        assertThat(Allocation.bytesPerCall(() -> binary.kernel.run(address, address, address, 517)))
                .isZero();
    }

    @Tag("allocation")
    @ParameterizedTest
    @MethodSource("intUnaries")
    void intUnariesAllocateNothing(IntUnaryCase unary) {
        long address = Buffer.words(517).address();
        assertThat(Allocation.bytesPerCall(() -> unary.kernel.run(address, address, 517))).isZero();
    }

    @Tag("allocation")
    @Test
    void intPowerAllocatesNothing() {
        long address = Buffer.words(517).address();
        assertThat(Allocation.bytesPerCall(() -> IntKernels.pow(address, address, address, 517)))
                .isZero();
    }
}
