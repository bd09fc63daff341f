package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.program.Axes;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Known answers, worked out by hand or taken from publications. */
final class OracleTest {
    private static OracleValue apply(Op op, NdArray... operands) {
        Function function = OpCase.of("known answer", op, Tolerance.BITS, operands).function();
        return Oracle.run(function, Map.of(), List.of(operands)).outputs().getFirst();
    }

    private static double[] reals(Op op, NdArray... operands) {
        return OracleValue.reals(apply(op, operands));
    }

    private static long[] integers(Op op, NdArray... operands) {
        return OracleValue.integers(apply(op, operands));
    }

    private static NdArray floats(double... values) {
        return CaseData.vector(DType.F32, values);
    }

    private static NdArray ints(int... values) {
        return NdArray.of(values, values.length);
    }

    private static NdArray counting(long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.I32, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.setLong(i, i);
        }
        return array;
    }

    @Test
    void philoxGivesThePublishedWords() {
        int[] zeros = OraclePhilox.block(new int[4], new int[2]);
        assertThat(zeros).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        int[] digitsOfPi =
                OraclePhilox.block(
                        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                        new int[] {0xa4093822, 0x299f31d0});
        assertThat(digitsOfPi).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void randomBitsCountBlocksInTheLowWords() {
        long[] bits = integers(new Op.RandomBits(Shape.of(2, 5)), ints(3, 4), ints(5, 6));
        int[] second = OraclePhilox.block(new int[] {1, 0, 5, 6}, new int[] {3, 4});
        assertThat(bits).hasSize(10);
        assertThat(bits[4]).isEqualTo(second[0]);
        assertThat(bits[7]).isEqualTo(second[3]);
    }

    @Test
    void errorFunctionHasItsTabulatedValues() {
        // Abramowitz and Stegun 1964, table 7.1, continued to the precision of a double.
        double[] y = reals(new Op.Unary(UnaryKind.ERF), floats(0, 0.5, 1, 3, -1, 10, 1e-20));
        assertThat(y)
                .containsExactly(
                        new double[] {
                            0,
                            0.5204998778130465,
                            0.8427007929497149,
                            0.9999779095030014,
                            -0.8427007929497149,
                            1,
                            1.1283791670955126e-20
                        },
                        within(1e-15));
        assertThat(y[6] / 1.1283791670955126e-20).isCloseTo(1, within(1e-7));
    }

    @Test
    void floatsAreNotRoundedInBetween() {
        assertThat(reals(new Op.Binary(BinaryKind.ADD), floats(1), floats(0x1p-40)))
                .containsExactly(1 + 0x1p-40);
        assertThat(reals(new Op.Convert(DType.F16), floats(1 + 0x1p-12, 65519, 65520, 0x1p-25)))
                .containsExactly(1, 65504, Double.POSITIVE_INFINITY, 0);
        assertThat(reals(new Op.Convert(DType.BF16), floats(1 + 0x1p-8, 1 + 3 * 0x1p-8)))
                .containsExactly(1, 1 + 0x1p-6);
    }

    @Test
    void aDoubleIsRoundedToHalfOnce() {
        // Just above the middle of two halves: by way of a float it would be the middle, and go
        // down.
        NdArray above = NdArray.of(new double[] {1 + 0x1p-11 + 0x1p-40}, 1);
        assertThat(reals(new Op.Convert(DType.F16), above)).containsExactly(1 + 0x1p-10);
    }

    @Test
    void integersWrapAtTheirWidth() {
        NdArray ends = ints(Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertThat(integers(new Op.Unary(UnaryKind.NEG), ends))
                .containsExactly(Integer.MIN_VALUE, -Integer.MAX_VALUE);
        assertThat(integers(new Op.Unary(UnaryKind.ABS), ends))
                .containsExactly(Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertThat(integers(new Op.Binary(BinaryKind.ADD), ends, ints(-1, 1)))
                .containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE);
        assertThat(integers(new Op.Binary(BinaryKind.DIV), ends, ints(-1, 0)))
                .containsExactly(Integer.MIN_VALUE, 0);
        assertThat(integers(new Op.Binary(BinaryKind.REM), ints(-7, 7), ints(2, 0)))
                .containsExactly(-1, 0);
        assertThat(integers(new Op.Binary(BinaryKind.POW), ints(3, 2, -2), ints(4, -5, 33)))
                .containsExactly(81, 1, 0);
        NdArray bytes = CaseData.vector(DType.U8, 200, 5);
        assertThat(integers(new Op.Binary(BinaryKind.ADD), bytes, bytes)).containsExactly(144, 10);
        assertThat(integers(new Op.Reduce(ReduceKind.SUM, Axes.of(0)), ends)).containsExactly(-1);
    }

    @Test
    void shiftsPastTheWidthGiveNothing() {
        NdArray minusOnes = ints(-1, -1, -1, -1);
        NdArray counts = ints(1, 31, 32, -1);
        assertThat(integers(new Op.Binary(BinaryKind.SHL), minusOnes, counts))
                .containsExactly(-2, Integer.MIN_VALUE, 0, 0);
        assertThat(integers(new Op.Binary(BinaryKind.SHR), minusOnes, counts))
                .containsExactly(Integer.MAX_VALUE, 1, 0, 0);
    }

    @Test
    void floatsToIntegersTruncateAndSaturate() {
        NdArray values = floats(-1.9, 1.9, 3e9, -3e9, Double.NaN, 300);
        assertThat(integers(new Op.Convert(DType.I32), values))
                .containsExactly(-1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 300);
        assertThat(integers(new Op.Convert(DType.U8), values))
                .containsExactly(0, 1, 255, 0, 0, 255);
        assertThat(integers(new Op.Convert(DType.BOOL), floats(-0.0, 0.1, Double.NaN)))
                .containsExactly(0, 1, 1);
        assertThat(integers(new Op.Bitcast(DType.I32), floats(1, -0.0)))
                .containsExactly(0x3f800000, Integer.MIN_VALUE);
    }

    @Test
    void movementFollowsItsIndexFormulas() {
        assertThat(integers(new Op.Transpose(Axes.of(2, 0, 1)), counting(1, 2, 3)))
                .containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(integers(new Op.Broadcast(Shape.of(2, 3), Axes.of(0)), counting(2)))
                .containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(integers(new Op.Slice(List.of(new Op.Span(1, 6, 2))), counting(6)))
                .containsExactly(1, 3, 5);
        assertThat(
                        integers(
                                new Op.Pad(List.of(new Op.Padding(1, 2, 1))),
                                counting(3),
                                NdArray.scalar(9)))
                .containsExactly(9, 0, 9, 1, 9, 2, 9, 9);
        assertThat(integers(new Op.Concat(1), counting(2, 1), counting(2, 2)))
                .containsExactly(0, 0, 1, 1, 2, 3);
        assertThat(integers(new Op.Iota(TensorType.of(DType.I32, 2, 3), 1)))
                .containsExactly(0, 1, 2, 0, 1, 2);
    }

    private static long[] integers(Op.Iota op) {
        return OracleValue.integers(OracleLayout.iota(op));
    }

    @Test
    void indicesClamp() {
        assertThat(integers(new Op.Take(1), counting(2, 3), ints(-5, 9)))
                .containsExactly(0, 2, 3, 5);
        assertThat(
                        integers(
                                new Op.Scatter(ScatterKind.ADD, 0),
                                counting(3),
                                ints(1, 1, 7),
                                ints(10, 20, 30)))
                .containsExactly(0, 31, 32);
        assertThat(
                        integers(
                                new Op.Scatter(ScatterKind.SET, 0),
                                counting(3),
                                ints(1, 1, -7),
                                ints(10, 20, 30)))
                .containsExactly(30, 20, 2);
        assertThat(integers(new Op.DynamicSlice(Shape.of(2)), counting(5), ints(9)))
                .containsExactly(3, 4);
        assertThat(integers(new Op.DynamicUpdateSlice(), counting(4), ints(7, 8), ints(-1)))
                .containsExactly(7, 8, 2, 3);
    }

    @Test
    void contractionsSumProducts() {
        Op matmul = new Op.DotGeneral(Axes.none(), Axes.none(), Axes.of(1), Axes.of(0));
        assertThat(integers(matmul, counting(2, 3), counting(3, 2)))
                .containsExactly(10, 13, 28, 40);
        Op batched = new Op.DotGeneral(Axes.of(1), Axes.of(0), Axes.of(0), Axes.of(1));
        // left[k, batch], right[batch, k]
        assertThat(integers(batched, counting(2, 3), counting(3, 2))).containsExactly(3, 14, 33);
        assertThat(integers(new Op.Reduce(ReduceKind.MAX, Axes.of(0)), counting(2, 3)))
                .containsExactly(3, 4, 5);
        assertThat(reals(new Op.Reduce(ReduceKind.MAX, Axes.of(0)), floats(1, Double.NaN, 3)))
                .containsExactly(Double.NaN);
        assertThat(reals(new Op.Reduce(ReduceKind.MIN, Axes.of(0)), floats()))
                .containsExactly(Double.POSITIVE_INFINITY);
    }

    private record Doubled() implements CompositeRule {
        @Override
        public String name() {
            return "doubled";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            return List.of(operands.getFirst().mul(2), operands.getFirst().neg());
        }
    }

    @Test
    void aCompositeIsItsBody() {
        Recorder recorder = new Recorder("composite");
        Tensor x = recorder.input("x", TensorType.of(DType.F32));
        List<Tensor> results = recorder.applyComposite(new Doubled(), List.of(x));
        Function function = recorder.finish(Map.of("y", results.getFirst().add(results.get(1))));
        Evaluation evaluation = Oracle.run(function, Map.of(), List.of(NdArray.scalar(3f)));
        assertThat(OracleValue.reals(evaluation.outputs().getFirst())).containsExactly(3);
    }

    @Test
    void inputsThatDoNotFitAreNamed() {
        Recorder recorder = new Recorder("step");
        recorder.input("x", TensorType.of(DType.F32, 2));
        Tensor count = recorder.state("count", TensorType.of(DType.I32));
        Function function = recorder.finish(Map.of("y", count));
        assertThatThrownBy(() -> Oracle.run(function, Map.of(), List.of()))
                .isInstanceOf(SteelyardException.class)
                .hasMessage("Function 'step' takes the inputs [f32[2]]; given were [].");
        assertThatThrownBy(() -> Oracle.run(function, Map.of(), List.of(floats(1, 2))))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Function 'step' reads state 'count' as i32[]; given was no such entry.");
    }
}
