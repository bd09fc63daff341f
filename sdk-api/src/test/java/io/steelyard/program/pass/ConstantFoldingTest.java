package io.steelyard.program.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Folded results, compared bit by bit with the same arithmetic written in plain Java. */
final class ConstantFoldingTest {
    private static final float[] FLOATS = {
        0f,
        -0f,
        1f,
        -1f,
        0.1f,
        3.7f,
        -2.5f,
        1e30f,
        -1e-40f,
        16777217f,
        Float.MIN_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };
    private static final int[] INTEGERS = {
        0, 1, -1, 2, -7, 31, 32, 33, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    private static Optional<NdArray> fold(NdArray left, NdArray right, BinaryOperator<Tensor> f) {
        Recorder recorder = new Recorder("f");
        Tensor result = f.apply(recorder.constant(left), recorder.constant(right));
        Function function = recorder.finish(Map.of("y", result));
        Function folded = Pipeline.standard(_ -> false, true).apply(function);
        return folded.nodes().size() == 1 && folded.nodes().getFirst().op() instanceof Op.Constant c
                ? Optional.of(c.value())
                : Optional.empty();
    }

    private static Optional<NdArray> fold(NdArray operand, UnaryOperator<Tensor> f) {
        return fold(operand, operand, (x, _) -> f.apply(x));
    }

    private static NdArray scalar(DType dtype, double value) {
        NdArray scalar = NdArray.zeros(TensorType.of(dtype));
        scalar.set(0, value);
        return scalar;
    }

    private static NdArray scalar(long value) {
        return NdArray.of(new long[] {value});
    }

    private static void assertBits(Optional<NdArray> folded, NdArray expected) {
        assertThat(folded)
                .hasValueSatisfying(
                        value -> {
                            boolean bothNaN =
                                    value.type().equals(expected.type())
                                            && Double.isNaN(value.get(0))
                                            && Double.isNaN(expected.get(0));
                            assertThat(bothNaN || value.bitEquals(expected))
                                    .as("folded %s, expected %s", value, expected)
                                    .isTrue();
                        });
    }

    @Test
    void f32ArithmeticIsThatOfFloat() {
        for (float a : FLOATS) {
            NdArray left = NdArray.scalar(a);
            assertBits(fold(left, Tensor::neg), NdArray.scalar(-a));
            assertBits(fold(left, Tensor::abs), NdArray.scalar(Math.abs(a)));
            assertBits(fold(left, Tensor::sqrt), NdArray.scalar((float) Math.sqrt(a)));
            assertBits(fold(left, Tensor::floor), NdArray.scalar((float) Math.floor(a)));
            for (float b : FLOATS) {
                NdArray right = NdArray.scalar(b);
                assertBits(fold(left, right, Tensor::add), NdArray.scalar(a + b));
                assertBits(fold(left, right, Tensor::sub), NdArray.scalar(a - b));
                assertBits(fold(left, right, Tensor::mul), NdArray.scalar(a * b));
                assertBits(fold(left, right, Tensor::div), NdArray.scalar(a / b));
                assertBits(fold(left, right, Tensor::rem), NdArray.scalar(a % b));
                assertBits(fold(left, right, Tensor::lt), NdArray.of(new boolean[] {a < b}));
                assertBits(fold(left, right, Tensor::ne), NdArray.of(new boolean[] {a != b}));
                if (a != 0 || b != 0 || Float.compare(a, b) == 0) {
                    assertBits(fold(left, right, Tensor::max), NdArray.scalar(Math.max(a, b)));
                    assertBits(fold(left, right, Tensor::min), NdArray.scalar(Math.min(a, b)));
                }
            }
        }
    }

    @Test
    void theLargerOfTwoZerosIsLeftToTheBackend() {
        assertThat(fold(NdArray.scalar(0f), NdArray.scalar(-0f), Tensor::max)).isEmpty();
        assertThat(fold(NdArray.scalar(-0f), NdArray.scalar(0f), Tensor::min)).isEmpty();
    }

    @Test
    void transcendentalsAreTheDoubleRounded() {
        NdArray x = NdArray.scalar(0.7f);
        assertBits(fold(x, Tensor::exp), NdArray.scalar((float) StrictMath.exp(0.7f)));
        assertBits(fold(x, Tensor::log), NdArray.scalar((float) StrictMath.log(0.7f)));
        assertBits(fold(x, Tensor::tanh), NdArray.scalar((float) StrictMath.tanh(0.7f)));
        assertBits(fold(x, Tensor::sin), NdArray.scalar((float) StrictMath.sin(0.7f)));
        assertBits(fold(x, Tensor::cos), NdArray.scalar((float) StrictMath.cos(0.7f)));
        assertBits(
                fold(x, NdArray.scalar(2.5f), Tensor::pow),
                NdArray.scalar((float) StrictMath.pow(0.7f, 2.5)));
        assertThat(fold(x, Tensor::erf)).isEmpty();
        assertThat(fold(NdArray.scalar(1f), NdArray.scalar(Float.NaN), Tensor::pow)).isEmpty();
    }

    @Test
    void i32ArithmeticWraps() {
        for (int a : INTEGERS) {
            NdArray left = NdArray.scalar(a);
            assertBits(fold(left, Tensor::neg), NdArray.scalar(-a));
            assertBits(fold(left, Tensor::abs), NdArray.scalar(Math.abs(a)));
            assertBits(fold(left, Tensor::not), NdArray.scalar(~a));
            for (int b : INTEGERS) {
                NdArray right = NdArray.scalar(b);
                assertBits(fold(left, right, Tensor::add), NdArray.scalar(a + b));
                assertBits(fold(left, right, Tensor::sub), NdArray.scalar(a - b));
                assertBits(fold(left, right, Tensor::mul), NdArray.scalar(a * b));
                assertBits(fold(left, right, Tensor::div), NdArray.scalar(b == 0 ? 0 : a / b));
                assertBits(fold(left, right, Tensor::rem), NdArray.scalar(b == 0 ? 0 : a % b));
                assertBits(fold(left, right, Tensor::max), NdArray.scalar(Math.max(a, b)));
                assertBits(fold(left, right, Tensor::and), NdArray.scalar(a & b));
                assertBits(fold(left, right, Tensor::or), NdArray.scalar(a | b));
                assertBits(fold(left, right, Tensor::xor), NdArray.scalar(a ^ b));
                boolean inside = b >= 0 && b < 32;
                assertBits(fold(left, right, Tensor::shl), NdArray.scalar(inside ? a << b : 0));
                assertBits(fold(left, right, Tensor::shr), NdArray.scalar(inside ? a >>> b : 0));
            }
        }
        assertBits(fold(NdArray.scalar(-3), NdArray.scalar(5), Tensor::pow), NdArray.scalar(-243));
        assertBits(fold(NdArray.scalar(10), NdArray.scalar(-1), Tensor::pow), NdArray.scalar(1));
        // 3^40 modulo 2^32.
        assertBits(
                fold(NdArray.scalar(3), NdArray.scalar(40), Tensor::pow),
                NdArray.scalar(BigInteger.valueOf(3).pow(40).intValue()));
    }

    @Test
    void i64AndU8KeepTheirOwnWidth() {
        assertBits(fold(scalar(Long.MAX_VALUE), scalar(1), Tensor::add), scalar(Long.MIN_VALUE));
        assertBits(fold(scalar(-1), scalar(63), Tensor::shr), scalar(1));
        // As doubles the two would be equal.
        assertBits(
                fold(scalar(Long.MAX_VALUE), scalar(Long.MAX_VALUE - 1), Tensor::gt),
                NdArray.of(new boolean[] {true}));
        NdArray large = scalar(DType.U8, 250);
        NdArray small = scalar(DType.U8, 10);
        assertBits(fold(large, small, Tensor::add), scalar(DType.U8, 4));
        assertBits(fold(small, large, Tensor::sub), scalar(DType.U8, 16));
        assertBits(fold(large, small, Tensor::div), scalar(DType.U8, 25));
        assertBits(fold(small, Tensor::not), scalar(DType.U8, 245));
        assertBits(fold(large, scalar(DType.U8, 1), Tensor::shl), scalar(DType.U8, 244));
    }

    @Test
    void logicFoldsToo() {
        NdArray yes = NdArray.of(new boolean[] {true});
        NdArray no = NdArray.of(new boolean[] {false});
        assertBits(fold(yes, no, Tensor::and), no);
        assertBits(fold(yes, no, Tensor::or), yes);
        assertBits(fold(yes, yes, Tensor::xor), no);
        assertBits(fold(no, Tensor::not), yes);
    }

    @Test
    void conversionsTruncateSaturateAndRoundOnce() {
        for (float a : FLOATS) {
            NdArray x = NdArray.scalar(a);
            assertBits(fold(x, t -> t.convert(DType.I32)), NdArray.scalar((int) a));
            assertBits(fold(x, t -> t.convert(DType.I64)), scalar((long) a));
            assertBits(fold(x, t -> t.convert(DType.F64)), NdArray.of(new double[] {a}));
            assertBits(fold(x, t -> t.convert(DType.BOOL)), NdArray.of(new boolean[] {a != 0}));
        }
        assertBits(fold(NdArray.scalar(300.9f), t -> t.convert(DType.U8)), scalar(DType.U8, 255));
        assertBits(fold(NdArray.scalar(-1f), t -> t.convert(DType.U8)), scalar(DType.U8, 0));
        assertBits(fold(NdArray.scalar(2.9f), t -> t.convert(DType.U8)), scalar(DType.U8, 2));
        // Half way between two floats plus a little: a double in between would round it down.
        long awkward = (1L << 60) + (1L << 36) + 1;
        assertBits(
                fold(scalar(awkward), t -> t.convert(DType.F32)), NdArray.scalar((float) awkward));
        assertBits(fold(scalar((1L << 40) - 7), t -> t.convert(DType.I32)), NdArray.scalar(-7));
        assertBits(fold(scalar(-1), t -> t.convert(DType.U8)), scalar(DType.U8, 255));
        assertBits(fold(scalar(-5), t -> t.convert(DType.I32)), NdArray.scalar(-5));
        assertBits(
                fold(NdArray.of(new double[] {0.1}), t -> t.convert(DType.F32)),
                NdArray.scalar((float) 0.1));
    }

    @Test
    void narrowFloatsRoundToTheirFormat() {
        // 1 + 2^-11 is half way between 1 and the next binary16, and goes to the even one.
        assertBits(
                fold(scalar(DType.F16, 1), scalar(DType.F16, 0x1p-11), Tensor::add),
                scalar(DType.F16, 1));
        assertBits(
                fold(scalar(DType.BF16, 3), scalar(DType.BF16, 7), Tensor::div),
                scalar(DType.BF16, 0.427734375));
        assertBits(
                fold(scalar(DType.F16, 60000), scalar(DType.F16, 60000), Tensor::add),
                scalar(DType.F16, Double.POSITIVE_INFINITY));
    }
}
