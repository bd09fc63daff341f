package io.steelyard.program.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Loop;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Scaled;
import io.steelyard.program.Tensor;
import io.steelyard.program.Verifier;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Passes in the bodies of loops and calls. */
final class BodyPassesTest {
    private static final TensorType PAIR = TensorType.of(DType.F32, 2);

    private final Recorder recorder = new Recorder("f");
    private final Tensor x = recorder.input("x", PAIR);

    private static Tensor scaled(Tensor tensor, double factor) {
        return tensor.recorder().applyComposite(new Scaled(factor), List.of(tensor)).getFirst();
    }

    private Function standard(Tensor output) {
        Function function =
                Pipeline.standard(_ -> false, true).apply(recorder.finish(Map.of("y", output)));
        Verifier.verify(function);
        return function;
    }

    private static Function body(Function function) {
        return ((Op.Control) function.nodes().getFirst().op()).body();
    }

    @Test
    void aBodyIsExpandedSimplifiedDeduplicatedAndFreedOfWhatIsDead() {
        Tensor y =
                Loop.repeat(
                                3,
                                List.of(x),
                                (carries, _) -> {
                                    Tensor carry = carries.getFirst();
                                    carry.exp().sum();
                                    Tensor twice = carry.sin().add(carry.sin());
                                    return new Loop.Step(
                                            List.of(scaled(twice.mul(1), 2)), List.of());
                                })
                        .carries()
                        .getFirst();
        assertThat(body(standard(y)).nodes())
                .extracting(Node::op)
                .noneMatch(op -> op instanceof Op.Composite)
                .hasSize(6); // sin, add, the factor, its broadcast, mul, add
    }

    @Test
    void whatABodyKeepsIsAskedThereToo() {
        Tensor y =
                Loop.recompute(List.of(x), operands -> List.of(scaled(operands.getFirst(), 2)))
                        .getFirst();
        Function kept = Pipeline.standard(_ -> true, true).apply(recorder.finish(Map.of("y", y)));
        assertThat(body(kept).nodes())
                .extracting(Node::op)
                .singleElement()
                .isInstanceOf(Op.Composite.class);
    }

    @Test
    void aCallIsOpenedUnlessItIsMarked() {
        Loop.Part part = operands -> List.of(operands.getFirst().exp());
        Tensor y = Loop.call(List.of(x), part).getFirst();
        Tensor z = Loop.recompute(List.of(y), part).getFirst();
        assertThat(standard(z).toString())
                .isEqualTo(
                        """
                        function f {
                          %0: f32[2] = input "x"
                          %1: f32[2] = exp %0
                          %2: f32[2] = call{recompute} %1 function call {
                            %0: f32[2] = input "operand0"
                            %1: f32[2] = exp %0
                            output "output0" %1
                          }
                          output "y" %2
                        }
                        """);
    }

    @Test
    void aLoopInALoopIsRewritten() {
        Tensor y =
                Loop.repeat(
                                3,
                                List.of(x),
                                (outer, _) ->
                                        new Loop.Step(
                                                Loop.repeat(
                                                                2,
                                                                outer,
                                                                (inner, _) ->
                                                                        new Loop.Step(
                                                                                List.of(
                                                                                        inner.getFirst()
                                                                                                .neg()
                                                                                                .neg()
                                                                                                .exp()),
                                                                                List.of()))
                                                        .carries(),
                                                List.of()))
                        .carries()
                        .getFirst();
        assertThat(body(body(standard(y))).nodes()).hasSize(1);
    }

    /** Three steps of {@link Scaled}, as the cell of a recurrent layer would be. */
    private record Recurrent() implements CompositeRule {
        @Override
        public String name() {
            return "recurrent";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            return Loop.repeat(
                            3,
                            operands,
                            (carries, _) ->
                                    new Loop.Step(
                                            List.of(scaled(carries.getFirst(), 2)), List.of()))
                    .carries();
        }
    }

    @Test
    void aLoopThatAnExpandedCompositeBringsIsRewrittenToo() {
        Tensor y = recorder.applyComposite(new Recurrent(), List.of(x)).getFirst();
        Function function = standard(y);
        assertThat(function.nodes()).hasSize(1);
        assertThat(body(function).nodes())
                .extracting(Node::op)
                .noneMatch(op -> op instanceof Op.Composite)
                .hasSize(4); // the factor, its broadcast, mul, add
    }

    @Test
    void equalLoopsAreComputedOnce() {
        Loop.Body body =
                (carries, _) -> new Loop.Step(List.of(carries.getFirst().tanh()), List.of());
        Tensor first = Loop.repeat(3, List.of(x), body).carries().getFirst();
        Tensor second = Loop.repeat(3, List.of(x), body).carries().getFirst();
        Tensor other = Loop.repeat(4, List.of(x), body).carries().getFirst();
        assertThat(standard(first.mul(second).mul(other)).nodes())
                .filteredOn(node -> node.op() instanceof Op.Scan)
                .hasSize(2);
    }

    @Test
    void aLoopThatNoOneNeedsIsDead() {
        Loop.repeat(3, List.of(x), (carries, _) -> new Loop.Step(carries, List.of()));
        assertThat(standard(x.exp()).nodes()).hasSize(1);
    }
}
