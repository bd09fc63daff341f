package io.steelyard.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.autodiff.Gradients;
import io.steelyard.program.CostModel.ScopeCost;
import io.steelyard.program.pass.Pipeline;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Costs and lifetimes counted by hand. */
final class CostModelTest {
    private final Recorder recorder = new Recorder("f");

    private Tensor input(String name, DType dtype, long... sizes) {
        return recorder.input(name, TensorType.of(dtype, sizes));
    }

    private Cost last() {
        return CostModel.of(recorder.nodes().getLast());
    }

    @Test
    void aMatrixProductCountsTwoForEachProduct() {
        Tensor x = input("x", DType.F32, 7, 2, 3);
        Tensor y = input("y", DType.F32, 7, 3, 5);
        x.matmul(y);
        assertThat(last())
                .isEqualTo(
                        new Cost(2 * 7 * 2 * 5 * 3, 4 * (7 * 2 * 3 + 7 * 3 * 5), 4 * (7 * 2 * 5)));
        x.dot(x, Axes.none(), Axes.none(), Axes.of(0, 1, 2), Axes.of(0, 1, 2));
        assertThat(last()).isEqualTo(new Cost(2 * 42, 2 * 4 * 42, 4));
    }

    @Test
    void elementwiseCountsOneForEachElementWhereFloatsTakePart() {
        Tensor x = input("x", DType.F32, 10);
        Tensor n = input("n", DType.I32, 10);
        x.erf();
        assertThat(last()).isEqualTo(new Cost(10, 40, 40));
        x.add(x);
        assertThat(last()).isEqualTo(new Cost(10, 80, 40));
        Tensor condition = x.lt(x);
        assertThat(last()).isEqualTo(new Cost(10, 80, 10));
        condition.select(x, x);
        assertThat(last()).isEqualTo(new Cost(10, 90, 40));
        n.convert(DType.F32);
        assertThat(last()).isEqualTo(new Cost(10, 40, 40));
        n.mul(n);
        assertThat(last()).isEqualTo(new Cost(0, 80, 40));
        x.sum();
        assertThat(last()).isEqualTo(new Cost(10, 40, 4));
    }

    @Test
    void movementCountsBytesAlone() {
        Tensor x = input("x", DType.F32, 10, 4);
        Tensor ids = input("ids", DType.I32, 2);
        x.transpose(1, 0);
        assertThat(last()).isEqualTo(new Cost(0, 160, 160));
        x.slice(0, 0, 3);
        assertThat(last()).isEqualTo(new Cost(0, 48, 48));
        Tensor rows = x.take(0, ids);
        assertThat(last()).isEqualTo(new Cost(0, 32 + 8, 32));
        x.dynamicSlice(Shape.of(1, 4), ids);
        assertThat(last()).isEqualTo(new Cost(0, 16 + 8, 16));
        x.scatter(ScatterKind.ADD, 0, ids, rows);
        assertThat(last()).isEqualTo(new Cost(8, 160 + 8 + 32, 160));
        x.scatter(ScatterKind.SET, 0, ids, rows);
        assertThat(last()).isEqualTo(new Cost(0, 160 + 8 + 32, 160));
        x.reshape(40);
        assertThat(last()).isEqualTo(Cost.zero());
        recorder.constant(NdArray.of(new float[] {1, 2}, 2));
        assertThat(last()).isEqualTo(Cost.zero());
        recorder.apply(new Op.RandomBits(Shape.of(8)), ids, ids);
        assertThat(last()).isEqualTo(new Cost(0, 16, 32));
    }

    @Test
    void aCompositeCostsItsBody() {
        Tensor x = input("x", DType.F32, 10);
        // Each of the two inner composites: broadcast a scalar, multiply, add.
        recorder.applyComposite(new Twice(), List.of(x));
        assertThat(last()).isEqualTo(new Cost(2 * 20, 2 * (4 + 80 + 80), 2 * (40 + 40 + 40)));
    }

    @Test
    void aConvolutionCountsTwoForEachTapAndChannelOfItsGroup() {
        Tensor x = input("x", DType.F32, 2, 7, 4);
        Tensor filter = input("filter", DType.F32, 3, 2, 6);
        Op.Conv conv = new Op.Conv(List.of(new Op.Sweep(2, 1, 1, 1)), 2);
        Tensor y = recorder.apply(conv, x, filter); // [2, 4, 6]
        long products = 2 * 4 * 6 * 3 * 2;
        long xBytes = 4 * 2 * 7 * 4;
        long filterBytes = 4 * 3 * 2 * 6;
        long yBytes = 4 * 2 * 4 * 6;
        assertThat(last()).isEqualTo(new Cost(2 * products, xBytes + filterBytes, yBytes));
        y.convInputGradient(filter, conv, x.shape());
        assertThat(last()).isEqualTo(new Cost(2 * products, yBytes + filterBytes, xBytes));
        x.convFilterGradient(y, conv, filter.shape());
        assertThat(last()).isEqualTo(new Cost(2 * products, xBytes + yBytes, filterBytes));
    }

    @Test
    void aConvolutionOfNothingCostsNoArithmetic() {
        Tensor x = input("x", DType.F32, 2, 7, 4);
        Tensor filter = input("filter", DType.F32, 3, 4, 0);
        Op.Conv conv = new Op.Conv(List.of(Op.Sweep.each()), 1);
        recorder.apply(conv, x, filter);
        assertThat(last()).isEqualTo(new Cost(0, 4 * 56, 0));
    }

    @Test
    void aWindowCountsOneForEachTap() {
        Tensor x = input("x", DType.F32, 6, 5);
        List<Op.Window> windows =
                List.of(new Op.Window(2, new Op.Sweep(2, 0, 0, 1)), Op.Window.one());
        Tensor y = x.windowMax(windows); // [3, 5]
        assertThat(last()).isEqualTo(new Cost(15 * 2, 120, 60));
        x.windowMaxGradient(y, windows);
        assertThat(last()).isEqualTo(new Cost(15 * 2, 120 + 60, 120));
        recorder.applyAll(new Op.TopK(2), List.of(x));
        assertThat(last()).isEqualTo(new Cost(30, 120, 4 * 12 + 4 * 12));
        x.reverse(0);
        assertThat(last()).isEqualTo(new Cost(0, 120, 120));
    }

    @Test
    void aScanCostsItsBodyForEachStepAndACallOnce() {
        Tensor x = input("x", DType.F32, 10);
        Tensor rows = input("rows", DType.F32, 7, 10);
        Loop.scan(
                List.of(x),
                List.of(rows),
                (carries, elements) ->
                        new Loop.Step(
                                List.of(carries.getFirst().add(elements.getFirst())), List.of()));
        assertThat(last()).isEqualTo(new Cost(7 * 10, 7 * 80, 7 * 40));
        Loop.recompute(List.of(x), operands -> List.of(operands.getFirst().exp().exp()));
        assertThat(last()).isEqualTo(new Cost(20, 80, 80));
        Loop.repeat(0, List.of(x), (carries, _) -> new Loop.Step(carries, List.of()));
        assertThat(last()).isEqualTo(Cost.zero());
    }

    @Test
    void totalsAreSplitByScopeTheDearestFirst() {
        Tensor x = input("x", DType.F32, 10, 10);
        Tensor weight = recorder.state("w", TensorType.of(DType.F32, 10, 10));
        recorder.scope("b.cheap");
        Tensor y = x.exp();
        recorder.scope("c.dear");
        y = y.matmul(weight);
        recorder.scope("b.cheap");
        y = y.exp();
        recorder.scope("a.cheap");
        y = y.exp().exp();
        recorder.write("w", weight.transpose(1, 0));
        recorder.write("counter", x.slice(0, 0, 1));

        CostModel model = CostModel.of(recorder.finish(Map.of("y", y)));

        assertThat(model.scopes())
                .extracting(ScopeCost::scope)
                .containsExactly("c.dear", "a.cheap", "b.cheap");
        assertThat(model.scopes()).extracting(ScopeCost::nodes).containsExactly(1, 4, 2);
        assertThat(model.total().floatingPointOperations()).isEqualTo(2_000 + 4 * 100);
        assertThat(model.total())
                .isEqualTo(
                        model.scopes().stream()
                                .map(ScopeCost::cost)
                                .reduce(Cost.zero(), Cost::plus));
        assertThat(model.stateBytes()).isEqualTo(400 + 40);
    }

    private long peak(Tensor output) {
        return CostModel.of(recorder.finish(Map.of("y", output))).peakActivationBytes();
    }

    @Test
    void aChainHoldsTwoValuesAtATime() {
        Tensor x = input("x", DType.F32, 10);
        assertThat(peak(x.exp().exp().exp().exp())).isEqualTo(2 * 40);
    }

    @Test
    void aValueThatIsUsedLaterStaysAlive() {
        Tensor x = input("x", DType.F32, 10);
        Tensor early = x.exp();
        assertThat(peak(early.exp().exp().exp().add(early))).isEqualTo(3 * 40);
    }

    @Test
    void whatIsWrittenStaysAliveToTheEnd() {
        Tensor x = input("x", DType.F32, 10);
        recorder.write("w", x.exp());
        assertThat(peak(x.exp().exp().exp())).isEqualTo(3 * 40);
    }

    @Test
    void aReshapeSharesMemoryAndKeepsItAlive() {
        Tensor x = input("x", DType.F32, 10);
        Tensor view = x.exp().reshape(2, 5);
        assertThat(peak(view.exp().exp().add(view))).isEqualTo(3 * 40);
        // The view of an input takes nothing.
        Recorder other = new Recorder("g");
        Tensor y = other.input("x", TensorType.of(DType.F32, 10)).reshape(5, 2);
        assertThat(CostModel.of(other.finish(Map.of("y", y))).peakActivationBytes()).isZero();
    }

    @Test
    void aCompositeNeedsWhatItsBodyHolds() {
        Tensor x = input("x", DType.F32, 10);
        Tensor early = x.exp();
        Tensor y = recorder.applyComposite(new Scaled(2), List.of(early)).getFirst();
        // The operand, then inside: the repeated factor and the product, the product and the sum.
        assertThat(peak(y)).isEqualTo(40 + 2 * 40);
    }

    @Test
    void anUnusedResultLivesForItsNode() {
        Tensor x = input("x", DType.F32, 10);
        x.exp();
        assertThat(peak(x.exp())).isEqualTo(40);
    }

    private static Loop.Part exponentials(int count) {
        return operands -> {
            Tensor y = operands.getFirst();
            for (int i = 0; i < count; i++) {
                y = y.exp();
            }
            return List.of(y);
        };
    }

    @Test
    void aCallNeedsWhatItsBodyHoldsBesideItsResults() {
        Tensor x = input("x", DType.F32, 10);
        Tensor y = Loop.recompute(List.of(x), exponentials(5)).getFirst();
        // The result, and inside two values at a time.
        assertThat(peak(y)).isEqualTo(40 + 2 * 40);
    }

    /** Of a loss that is the sum of so many parts in a row, each of eight exponentials. */
    private static long trainingPeak(int parts, boolean recompute) {
        Recorder recorder = new Recorder("training");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 1000));
        Tensor y = x;
        for (int part = 0; part < parts; part++) {
            y =
                    (recompute
                                    ? Loop.recompute(List.of(y), exponentials(8))
                                    : Loop.call(List.of(y), exponentials(8)))
                            .getFirst();
        }
        Tensor gradient = Gradients.of(y.sum(), List.of(x)).getFirst();
        Function function = recorder.finish(Map.of("gradient", gradient));
        return CostModel.of(Pipeline.standard(_ -> false, true).apply(function))
                .peakActivationBytes();
    }

    @Test
    void recomputingKeepsTheEndsOfPartsAlone() {
        long bytes = 4 * 1000;
        // Without it the 10 * 8 exponentials live until the backward pass; with it the ends of the
        // ten parts, what one part holds while it is computed again, and a gradient or two.
        assertThat(trainingPeak(10, false)).isGreaterThanOrEqualTo(80 * bytes);
        assertThat(trainingPeak(10, true)).isBetween(10 * bytes, (10 + 8 + 5) * bytes);
    }

    @Test
    void aLoopNeedsWhatOneStepHolds() {
        Tensor x = input("x", DType.F32, 10);
        Tensor y =
                Loop.repeat(
                                100,
                                List.of(x),
                                (carries, _) ->
                                        new Loop.Step(exponentials(5).record(carries), List.of()))
                        .carries()
                        .getFirst();
        assertThat(peak(y)).isEqualTo(40 + 2 * 40);
    }
}
