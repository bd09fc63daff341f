package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Random;
import java.util.stream.Stream;

final class CompareKernelsTest {
    private static final int SIZE = 1003;

    interface Relation {
        boolean holds(double left, double right);
    }

    record Case(
            String name, char type, Kernel.Binary kernel, Kernel.Binary scalar, Relation relation) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "eqFloat",
                        'f',
                        CompareKernels::eqFloat,
                        ScalarCompareKernels::eqFloat,
                        (a, b) -> a == b),
                new Case(
                        "neFloat",
                        'f',
                        CompareKernels::neFloat,
                        ScalarCompareKernels::neFloat,
                        (a, b) -> a != b),
                new Case(
                        "ltFloat",
                        'f',
                        CompareKernels::ltFloat,
                        ScalarCompareKernels::ltFloat,
                        (a, b) -> a < b),
                new Case(
                        "leFloat",
                        'f',
                        CompareKernels::leFloat,
                        ScalarCompareKernels::leFloat,
                        (a, b) -> a <= b),
                new Case(
                        "gtFloat",
                        'f',
                        CompareKernels::gtFloat,
                        ScalarCompareKernels::gtFloat,
                        (a, b) -> a > b),
                new Case(
                        "geFloat",
                        'f',
                        CompareKernels::geFloat,
                        ScalarCompareKernels::geFloat,
                        (a, b) -> a >= b),
                new Case(
                        "eqInt",
                        'i',
                        CompareKernels::eqInt,
                        ScalarCompareKernels::eqInt,
                        (a, b) -> a == b),
                new Case(
                        "neInt",
                        'i',
                        CompareKernels::neInt,
                        ScalarCompareKernels::neInt,
                        (a, b) -> a != b),
                new Case(
                        "ltInt",
                        'i',
                        CompareKernels::ltInt,
                        ScalarCompareKernels::ltInt,
                        (a, b) -> a < b),
                new Case(
                        "leInt",
                        'i',
                        CompareKernels::leInt,
                        ScalarCompareKernels::leInt,
                        (a, b) -> a <= b),
                new Case(
                        "gtInt",
                        'i',
                        CompareKernels::gtInt,
                        ScalarCompareKernels::gtInt,
                        (a, b) -> a > b),
                new Case(
                        "geInt",
                        'i',
                        CompareKernels::geInt,
                        ScalarCompareKernels::geInt,
                        (a, b) -> a >= b),
                new Case(
                        "eqBool",
                        'b',
                        CompareKernels::eqBool,
                        ScalarCompareKernels::eqBool,
                        (a, b) -> a == b),
                new Case(
                        "neBool",
                        'b',
                        CompareKernels::neBool,
                        ScalarCompareKernels::neBool,
                        (a, b) -> a != b));
    }

    @Tag("allocation")
    @ParameterizedTest
    @MethodSource("cases")
    void comparesAndAllocatesNothing(Case test) {
        Random random = new Random(1);
        double[] choices = {0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, -2.5};
        double[] lefts = new double[SIZE];
        double[] rights = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            int choice = test.type == 'f' ? choices.length : 4;
            lefts[i] = choices[random.nextInt(choice)];
            rights[i] = choices[random.nextInt(choice)];
            if (test.type == 'b') {
                lefts[i] = Math.abs(lefts[i]);
                rights[i] = Math.abs(rights[i]);
            }
        }
        Buffer left = buffer(test.type, lefts);
        Buffer right = buffer(test.type, rights);
        Buffer out = Buffer.bytes(SIZE);
        Buffer twin = Buffer.bytes(SIZE);
        test.kernel.run(out.address(), left.address(), right.address(), SIZE);
        test.scalar.run(twin.address(), left.address(), right.address(), SIZE);
        byte[] expected = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            expected[i] = (byte) (test.relation.holds(lefts[i], rights[i]) ? 1 : 0);
        }
        assertThat(out.toBytes()).containsExactly(expected);
        assertThat(twin.toBytes()).containsExactly(expected);
        assertThat(out.intact()).isTrue();
        long to = out.address();
        long a = left.address();
        long b = right.address();
        assertThat(Allocation.bytesPerCall(() -> test.kernel.run(to, a, b, 517))).isZero();
    }

    private static Buffer buffer(char type, double[] values) {
        int[] ints = new int[values.length];
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            ints[i] = (int) values[i];
            bytes[i] = (byte) values[i];
        }
        return switch (type) {
            case 'f' -> Buffer.floats(values.length, i -> values[i]);
            case 'i' -> Buffer.of(ints);
            default -> Buffer.ofBytes(bytes);
        };
    }

    @Tag("allocation")
    @Test
    void selectTakesWhatTheConditionSays() {
        byte[] conditions = new byte[SIZE];
        int[] trues = new int[SIZE];
        int[] falses = new int[SIZE];
        byte[] byteTrues = new byte[SIZE];
        byte[] byteFalses = new byte[SIZE];
        int[] expected = new int[SIZE];
        byte[] expectedBytes = new byte[SIZE];
        Random random = new Random(2);
        for (int i = 0; i < SIZE; i++) {
            conditions[i] = (byte) random.nextInt(2);
            trues[i] = random.nextInt();
            falses[i] = random.nextInt();
            byteTrues[i] = (byte) trues[i];
            byteFalses[i] = (byte) falses[i];
            expected[i] = conditions[i] == 1 ? trues[i] : falses[i];
            expectedBytes[i] = conditions[i] == 1 ? byteTrues[i] : byteFalses[i];
        }
        Buffer holder = Buffer.ofBytes(conditions);
        Buffer onTrue = Buffer.of(trues);
        Buffer onFalse = Buffer.of(falses);
        Buffer twin = Buffer.words(SIZE);
        long c = holder.address();
        ScalarSelectKernels.selectWords(
                twin.address(), c, onTrue.address(), onFalse.address(), SIZE);
        SelectKernels.selectWords(onFalse.address(), c, onTrue.address(), onFalse.address(), SIZE);
        assertThat(onFalse.ints()).containsExactly(expected);
        assertThat(twin.ints()).containsExactly(expected);
        assertThat(onFalse.intact()).isTrue();
        Buffer bytesTrue = Buffer.ofBytes(byteTrues);
        Buffer bytesFalse = Buffer.ofBytes(byteFalses);
        Buffer byteTwin = Buffer.bytes(SIZE);
        ScalarSelectKernels.selectBytes(
                byteTwin.address(), c, bytesTrue.address(), bytesFalse.address(), SIZE);
        SelectKernels.selectBytes(
                bytesTrue.address(), c, bytesTrue.address(), bytesFalse.address(), SIZE);
        assertThat(bytesTrue.toBytes()).containsExactly(expectedBytes);
        assertThat(byteTwin.toBytes()).containsExactly(expectedBytes);
        long a = onTrue.address();
        long b = onFalse.address();
        assertThat(Allocation.bytesPerCall(() -> SelectKernels.selectWords(b, c, a, b, 517)))
                .isZero();
        assertThat(Allocation.bytesPerCall(() -> SelectKernels.selectBytes(b, c, a, b, 517)))
                .isZero();
    }

    @Tag("allocation")
    @Test
    void conversionsAreJavasCasts() {
        float[] floats = new float[SIZE];
        int[] ints = new int[SIZE];
        byte[] bools = new byte[SIZE];
        Random random = new Random(3);
        float[] specials = {
            Float.NaN, -0f, 2.9f, -2.9f, 3e9f, -3e9f, Float.NEGATIVE_INFINITY, 0f, Float.MIN_VALUE
        };
        for (int i = 0; i < SIZE; i++) {
            floats[i] = i < specials.length ? specials[i] : (float) random.nextGaussian() * (i % 7);
            ints[i] = i % 3 == 0 ? random.nextInt() : i % 3 - 1;
            bools[i] = (byte) (random.nextInt(2));
        }
        Buffer floatBuffer = Buffer.of(floats);
        Buffer intBuffer = Buffer.of(ints);
        Buffer boolBuffer = Buffer.ofBytes(bools);
        Buffer words = Buffer.words(SIZE);
        Buffer bytes = Buffer.bytes(SIZE);
        for (boolean scalar : new boolean[] {false, true}) {
            convert(
                    scalar ? ScalarConvertKernels::floatToInt : ConvertKernels::floatToInt,
                    words,
                    floatBuffer);
            for (int i = 0; i < SIZE; i++) {
                assertThat(words.ints()[i]).isEqualTo((int) floats[i]);
            }
            convert(
                    scalar ? ScalarConvertKernels::intToFloat : ConvertKernels::intToFloat,
                    words,
                    intBuffer);
            for (int i = 0; i < SIZE; i++) {
                assertThat(words.at(i)).isEqualTo((float) ints[i]);
            }
            convert(
                    scalar ? ScalarConvertKernels::boolToFloat : ConvertKernels::boolToFloat,
                    words,
                    boolBuffer);
            for (int i = 0; i < SIZE; i++) {
                assertThat(words.at(i)).isEqualTo(bools[i]);
            }
            convert(
                    scalar ? ScalarConvertKernels::boolToInt : ConvertKernels::boolToInt,
                    words,
                    boolBuffer);
            for (int i = 0; i < SIZE; i++) {
                assertThat(words.ints()[i]).isEqualTo(bools[i]);
            }
            convert(
                    scalar ? ScalarConvertKernels::floatToBool : ConvertKernels::floatToBool,
                    bytes,
                    floatBuffer);
            for (int i = 0; i < SIZE; i++) {
                assertThat((int) bytes.toBytes()[i]).isEqualTo(floats[i] != 0 ? 1 : 0);
            }
            convert(
                    scalar ? ScalarConvertKernels::intToBool : ConvertKernels::intToBool,
                    bytes,
                    intBuffer);
            for (int i = 0; i < SIZE; i++) {
                assertThat((int) bytes.toBytes()[i]).isEqualTo(ints[i] != 0 ? 1 : 0);
            }
        }
    }

    private static void convert(Kernel.Unary kernel, Buffer out, Buffer in) {
        kernel.run(out.address(), in.address(), SIZE);
        assertThat(out.intact()).isTrue();
        long to = out.address();
        long from = in.address();
        assertThat(Allocation.bytesPerCall(() -> kernel.run(to, from, 517))).isZero();
    }
}
