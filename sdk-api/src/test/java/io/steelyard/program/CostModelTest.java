package io.steelyard.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.CostModel.ScopeCost;
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
}
