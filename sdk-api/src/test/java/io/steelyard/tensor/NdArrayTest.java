package io.steelyard.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.util.Random;

final class NdArrayTest {
    @ParameterizedTest
    @EnumSource(DType.class)
    void keepsWhatEachDTypeCanHold(DType dtype) {
        NdArray array = NdArray.zeros(TensorType.of(dtype, 2, 2));
        assertThat(array.memory().byteSize()).isEqualTo(4L * dtype.bytes());
        array.set(0, 1);
        array.setLong(3, 1);

        assertThat(array.get(0)).isEqualTo(1);
        assertThat(array.get(1)).isZero();
        assertThat(array.getLong(3)).isEqualTo(1);
        assertThat(array.copy().bitEquals(array)).isTrue();
        assertThat(array.reshape(4).memory()).isEqualTo(array.memory());
    }

    /** Bits from IEEE 754-2019, section 3.4: sign, exponent and fraction of each format. */
    @ParameterizedTest
    @CsvSource({
        "F16, 1.0, 3c00", "F16, -2.0, c000", "F16, 65504, 7bff", "F16, 5.9604644775390625E-8, 0001",
        "F16, Infinity, 7c00", "F16, -0.0, 8000", "BF16, 1.0, 3f80", "BF16, -2.0, c000",
        "BF16, 3.3895313892515355E38, 7f7f", "BF16, -Infinity, ff80", "BF16, -0.0, 8000",
    })
    void storesTheBitsOfHalfPrecision(DType dtype, double value, String bits) {
        NdArray array = NdArray.zeros(TensorType.of(dtype));
        array.set(0, value);

        assertThat(bits(array)).isEqualTo(Integer.parseInt(bits, 16));
        assertThat(array.get(0)).isEqualTo(value);
    }

    /**
     * Ties go to the even fraction; a double a little above a tie goes up though it is that as a
     * float.
     */
    @ParameterizedTest
    @CsvSource({
        "F16, 1.00048828125, 3c00",
        "F16, 1.00146484375, 3c02",
        "F16, 1.0004882812500002, 3c01",
        "F16, -1.0004882812500002, bc01",
        "F16, 1.0014648437499998, 3c01",
        "F16, 2.98023223876953125E-8, 0000",
        "F16, 2.980232238769532E-8, 0001",
        "F16, 1E-300, 0000",
        "F16, 65519.99999999999, 7bff",
        "F16, 65520, 7c00",
        "BF16, 1.00390625, 3f80",
        "BF16, 1.01171875, 3f82",
        "BF16, 1.0039062500000002, 3f81",
        "BF16, -1.0039062500000002, bf81",
        "BF16, 1.0117187499999998, 3f81",
        "BF16, 3.4028234663852886E38, 7f80",
        "BF16, 1E300, 7f80",
        "F32, 1E300, 7f800000",
    })
    void roundsOnceToTheNearestAndTiesToEven(DType dtype, double value, String bits) {
        NdArray array = NdArray.zeros(TensorType.of(dtype));
        array.set(0, value);

        assertThat(bits(array)).isEqualTo(Integer.parseUnsignedInt(bits, 16));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F16", "BF16"})
    void noStoredNumberOfHalfPrecisionIsNearer(DType dtype) {
        Random random = new Random(7);
        NdArray array = NdArray.zeros(TensorType.of(dtype));
        for (int i = 0; i < 20_000; i++) {
            double value = random.nextGaussian() * Math.pow(2, random.nextInt(24) - 12);
            array.set(0, value);
            int stored = bits(array);
            BigDecimal distance = distance(array, value);
            for (int neighbour : new int[] {stored - 1, stored + 1}) {
                array.memory().set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) neighbour);
                assertThat(distance(array, value)).isGreaterThanOrEqualTo(distance);
            }
        }
    }

    private static BigDecimal distance(NdArray array, double value) {
        return new BigDecimal(array.get(0)).subtract(new BigDecimal(value)).abs();
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F16", "BF16", "F32", "F64"})
    void notANumberStaysNotANumber(DType dtype) {
        NdArray array = NdArray.zeros(TensorType.of(dtype));
        array.set(0, Double.NaN);

        assertThat(array.get(0)).isNaN();
        assertThat(array.getLong(0)).isZero();
        assertThat(array.bitEquals(array.copy())).isTrue();
    }

    @Test
    void everyPatternOfHalfPrecisionComesBack() {
        for (DType dtype : new DType[] {DType.F16, DType.BF16}) {
            NdArray array = NdArray.zeros(TensorType.of(dtype));
            for (int bits = 0; bits < 1 << 16; bits++) {
                array.memory().set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) bits);
                double value = array.get(0);
                array.set(0, value);
                if (!Double.isNaN(value)) {
                    assertThat(bits(array)).isEqualTo(bits);
                }
            }
        }
    }

    @Test
    void integersStopAtTheirEndsOrKeepTheirLowestBits() {
        NdArray ints = NdArray.zeros(TensorType.of(DType.I32));
        ints.set(0, 1e20);
        assertThat(ints.getLong(0)).isEqualTo(Integer.MAX_VALUE);
        ints.set(0, -2.9);
        assertThat(ints.getLong(0)).isEqualTo(-2);
        ints.setLong(0, (1L << 32) + 5);
        assertThat(ints.getLong(0)).isEqualTo(5);

        NdArray bytes = NdArray.zeros(TensorType.of(DType.U8));
        bytes.set(0, 255);
        assertThat(bytes.get(0)).isEqualTo(255);
        bytes.set(0, 257.5);
        assertThat(bytes.get(0)).isEqualTo(1);
        bytes.setLong(0, -1);
        assertThat(bytes.getLong(0)).isEqualTo(255);

        NdArray longs = NdArray.of(new long[] {Long.MAX_VALUE - 1});
        assertThat(longs.getLong(0)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(longs.get(0)).isEqualTo(0x1p63);

        NdArray truths = NdArray.of(new boolean[] {true, false}, 2);
        truths.set(1, 0.5);
        assertThat(truths.getLong(1)).isEqualTo(1);
        truths.setLong(1, 256);
        assertThat(truths.getLong(1)).isEqualTo(1);
    }

    @Test
    void aLargeIntegerIsRoundedOnce() {
        NdArray single = NdArray.zeros(TensorType.of(DType.F32));
        single.setLong(0, (1L << 60) + (1L << 36) + 1); // just above a tie, on it as a double
        assertThat(single.get(0)).isEqualTo(0x1p60 + 0x1p37);
        NdArray brain = NdArray.zeros(TensorType.of(DType.BF16));
        brain.setLong(0, (1L << 60) + (1L << 52) + 1);
        assertThat(brain.get(0)).isEqualTo(0x1p60 + 0x1p53);
        brain.setLong(0, -(1L << 60) - (1L << 52) - 1);
        assertThat(brain.get(0)).isEqualTo(-0x1p60 - 0x1p53);
        brain.setLong(0, 257);
        assertThat(brain.get(0)).isEqualTo(256);
    }

    @Test
    void readsMemoryAtAnyAlignment() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(33);
            for (DType dtype : DType.values()) {
                NdArray array =
                        NdArray.of(TensorType.of(dtype, 2), memory.asSlice(1, 2L * dtype.bytes()));
                array.set(1, 1);
                assertThat(array.get(1)).isEqualTo(1);
            }
            NdArray wide = NdArray.of(TensorType.of(DType.F64, 3), memory.asSlice(9, 24));
            wide.set(2, Math.PI);
            assertThat(wide.get(2)).isEqualTo(Math.PI);
        }
    }

    @Test
    void storesLittleEndian() {
        assertThat(NdArray.of(new int[] {0x01020304}).memory().toArray(ValueLayout.JAVA_BYTE))
                .containsExactly(4, 3, 2, 1);
    }

    @Test
    void copiesArraysIn() {
        float[] floats = {1, 2, 3, 4};
        NdArray array = NdArray.of(floats, 2, 2);
        floats[0] = 9;

        assertThat(array.toFloatArray()).containsExactly(1, 2, 3, 4);
        assertThat(NdArray.of(new int[] {3, 4}, 2).toIntArray()).containsExactly(3, 4);
        assertThat(NdArray.of(new double[] {0.1}).item()).isEqualTo(0.1);
        assertThat(NdArray.scalar(2.5f).item()).isEqualTo(2.5);
        assertThat(NdArray.scalar(7).type()).isEqualTo(TensorType.of(DType.I32));
    }

    @Test
    void comparesBitsAndNotNumbers() {
        NdArray zero = NdArray.of(new float[] {0f, Float.NaN}, 2);

        assertThat(zero.bitEquals(NdArray.of(new float[] {0f, Float.NaN}, 2))).isTrue();
        assertThat(zero.bitEquals(NdArray.of(new float[] {-0f, Float.NaN}, 2))).isFalse();
        assertThat(zero.bitEquals(zero.reshape(1, 2))).isFalse();
        assertThat(NdArray.of(new int[] {0}).bitEquals(NdArray.of(new float[] {0}))).isFalse();
    }

    @Test
    void anEmptyArrayHasNoElement() {
        NdArray empty = NdArray.zeros(TensorType.of(DType.F32, 0, 3));

        assertThat(empty.toFloatArray()).isEmpty();
        assertThat(empty).hasToString("f32[0,3] {}");
        assertThatThrownBy(() -> empty.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(NdArray.zeros(empty.type(), arena).memory().byteSize()).isZero();
        }
    }

    @Test
    void showsItsTypeAndFirstElements() {
        assertThat(NdArray.of(new float[] {1, -2}, 2)).hasToString("f32[2] {1.0, -2.0}");
        assertThat(NdArray.of(new int[9], 9)).hasToString("i32[9] {0, 0, 0, 0, 0, 0, 0, 0, ...}");
    }

    @Test
    void saysWhatDoesNotFit() {
        refuses(
                () -> NdArray.of(new float[3], 2, 2),
                "An array of shape [2,2] has 4 elements; given were 3.");
        refuses(
                () -> NdArray.of(TensorType.of(DType.I64, 2), MemorySegment.ofArray(new byte[8])),
                "An array of type i64[2] takes 16 bytes; given were 8.");
        refuses(
                () -> NdArray.of(new int[2], 2).item(),
                "item() reads an array of one element; this one is i32[2].");
        refuses(
                () -> NdArray.of(new int[2], 2).toFloatArray(),
                "Asked was for the elements as f32; this array is i32[2].");
        refuses(
                () -> NdArray.of(new int[2], 2).reshape(3),
                "An array of type i32[3] takes 12 bytes; given were 8.");
        refuses(
                () -> NdArray.zeros(TensorType.of(DType.U8, 1L << 40)),
                "An array of type u8[1099511627776] takes 1099511627776 bytes, more than an array"
                        + " on the Java heap can have; use zeros(type, arena).");
    }

    private static void refuses(Runnable action, String sentence) {
        assertThatThrownBy(action::run).isInstanceOf(SteelyardException.class).hasMessage(sentence);
    }

    private static int bits(NdArray array) {
        return array.dtype().bytes() == 2
                ? array.memory().get(ValueLayout.JAVA_SHORT_UNALIGNED, 0) & 0xffff
                : array.memory().get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }

    @Test
    void convertsToAnotherDtype() {
        NdArray floats = NdArray.of(new float[] {1, -2.5f, 1.00390625f, 3e38f}, 2, 2);
        NdArray halves = floats.convert(DType.BF16);
        assertThat(halves.type()).isEqualTo(TensorType.of(DType.BF16, 2, 2));
        // 1 + 2^-8 lies between two numbers of eight bits, and goes to the even one.
        assertThat(halves.get(2)).isEqualTo(1);
        assertThat(halves.convert(DType.F32).toFloatArray())
                .containsExactly(1, -2.5f, 1, (float) halves.get(3));
        assertThat(floats.convert(DType.F32)).isSameAs(floats);
        NdArray longs = NdArray.of(new long[] {(1L << 53) + 1, -7}, 2);
        assertThat(longs.convert(DType.I32).getLong(1)).isEqualTo(-7);
    }

    /** All numbers of 16 bits, and floats at, between and beside them: bit for bit. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F16", "BF16"})
    void manyWeightsConvertAsEachOfThemDoes(DType half) {
        NdArray halves = NdArray.zeros(TensorType.of(half, 1 << 16));
        for (int i = 0; i < 1 << 16; i++) {
            halves.memory().set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, (short) i);
        }
        NdArray floats = halves.convert(DType.F32);
        NdArray one = NdArray.zeros(TensorType.of(DType.F32));
        for (int i = 0; i < 1 << 16; i++) {
            one.set(0, halves.get(i));
            assertThat(bits(one)).isEqualTo(Float.floatToRawIntBits((float) floats.get(i)));
        }
        float[] between = new float[1 << 20];
        for (int i = 0; i < between.length; i++) {
            between[i] = Float.intBitsToFloat((i << 12) + i % 3 - 1);
        }
        NdArray rounded = NdArray.of(between, between.length).convert(half);
        NdArray alone = NdArray.zeros(TensorType.of(half));
        for (int i = 0; i < between.length; i++) {
            alone.set(0, between[i]);
            short found = rounded.memory().get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i);
            assertThat(found & 0xffff).isEqualTo(bits(alone));
        }
    }
}
