package io.steelyard.program.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Printer;
import io.steelyard.program.Recorder;
import io.steelyard.program.Scaled;
import io.steelyard.program.Tensor;
import io.steelyard.program.Twice;
import io.steelyard.program.Value;
import io.steelyard.program.Verifier;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class StructurePassesTest {
    private static final TensorType PAIR = TensorType.of(DType.F32, 2);

    private final Recorder recorder = new Recorder("f");
    private final Tensor x = recorder.input("x", PAIR);

    @Test
    void expandsNestedCompositesAndKeepsTheScopeOfTheOuterNode() {
        recorder.scope("block.0");
        List<Tensor> results = recorder.applyComposite(new Twice(), List.of(x));
        Function function = recorder.finish(Map.of("y", results.getFirst().add(results.get(1))));

        Function expanded = new ExpandComposites(_ -> false).apply(function);

        Verifier.verify(expanded);
        assertThat(expanded.nodes()).hasSize(9).allMatch(node -> node.scope().equals("block.0"));
        assertThat(expanded.nodes()).noneMatch(node -> node.op() instanceof Op.Composite);
        // The second result of the composite is its operand.
        assertThat(expanded.nodes().getLast().operands().get(1))
                .isEqualTo(expanded.inputs().getFirst().value());
    }

    @Test
    void keepsTheCompositesThatAreAskedForInsideOthersToo() {
        List<Tensor> results = recorder.applyComposite(new Twice(), List.of(x));
        Function function = recorder.finish(Map.of("y", results.getFirst()));

        Function expanded =
                new ExpandComposites(node -> Printer.name(node.op()).equals("scaled"))
                        .apply(function);

        assertThat(expanded.toString())
                .isEqualTo(
                        """
                        function f {
                          %0: f32[2] = input "x"
                          %1: f32[2] = scaled{Scaled[factor=2.0]} %0
                          %2: f32[2] = scaled{Scaled[factor=3.0]} %1
                          output "y" %2
                        }
                        """);
    }

    @Test
    void keepsACompositeOnOneDTypeAlone() {
        Tensor wide = recorder.input("wide", TensorType.of(DType.F64, 2));
        Tensor kept = recorder.applyComposite(new Scaled(2), List.of(x)).getFirst();
        Tensor expanded = recorder.applyComposite(new Scaled(2), List.of(wide)).getFirst();
        Function function = recorder.finish(Map.of("kept", kept, "expanded", expanded));

        Function partly =
                new ExpandComposites(node -> node.result().type().dtype() == DType.F32)
                        .apply(function);

        Verifier.verify(partly);
        assertThat(partly.nodes())
                .filteredOn(node -> node.op() instanceof Op.Composite)
                .singleElement()
                .satisfies(node -> assertThat(node.result().type()).isEqualTo(PAIR));
    }

    @Test
    void removesWhatNoOutputAndNoWriteNeedsAndKeepsTheSignature() {
        Tensor unused = recorder.input("unused", PAIR);
        Tensor counter = recorder.state("counter", PAIR);
        recorder.state("idle", PAIR);
        unused.exp().add(x);
        recorder.write("counter", counter.abs());
        Function function = recorder.finish(Map.of("y", x.neg()));

        Function live = new DeadCode().apply(function);

        Verifier.verify(live);
        assertThat(live.toString())
                .isEqualTo(
                        """
                        function f {
                          %0: f32[2] = input "x"
                          %1: f32[2] = input "unused"
                          %2: f32[2] = state "counter"
                          %3: f32[2] = state "idle"
                          %4: f32[2] = abs %2
                          %5: f32[2] = neg %0
                          output "y" %5
                          write "counter" %4
                        }
                        """);
    }

    @Test
    void keepsACompositeOfWhichOneResultIsNeeded() {
        List<Tensor> results = recorder.applyComposite(new Twice(), List.of(x));
        Function function = recorder.finish(Map.of("y", results.get(1)));
        assertThat(new DeadCode().apply(function)).isEqualTo(function);
    }

    @Test
    void computesEqualExpressionsOnceEqualConstantsAndCompositesAmongThem() {
        Tensor first = x.add(1).exp();
        Tensor second = x.add(1).exp();
        Tensor left = recorder.applyComposite(new Scaled(2), List.of(first)).getFirst();
        Tensor right = recorder.applyComposite(new Scaled(2), List.of(second)).getFirst();
        Tensor other = recorder.applyComposite(new Scaled(3), List.of(second)).getFirst();
        Function function = recorder.finish(Map.of("y", left.mul(right).mul(other)));

        Function once = new CommonSubexpressions().apply(function);

        Verifier.verify(once);
        assertThat(once.nodes()).hasSize(8);
        assertThat(once.nodes()).filteredOn(node -> node.op() instanceof Op.Composite).hasSize(2);
    }

    @Test
    void tellsZeroFromNegativeZero() {
        Function function =
                recorder.finish(Map.of("y", x.add(recorder.constant(DType.F32, 0.0)).add(-0.0)));
        Function once = new CommonSubexpressions().apply(function);
        assertThat(once.nodes()).filteredOn(node -> node.op() instanceof Op.Constant).hasSize(2);
    }

    @Test
    void thePipelineRunsUntilNothingChanges() {
        // Each round takes one pair of reshapes away; what they leave takes another round.
        Tensor y = x.neg().reshape(1, 2).reshape(2, 1).reshape(2).neg().add(-0.0).mul(1);
        Function function = recorder.finish(Map.of("y", y));

        Function simple = Pipeline.standard(_ -> false, true).apply(function);

        assertThat(simple.nodes()).isEmpty();
        assertThat(simple.outputs().getFirst().value())
                .isEqualTo(simple.inputs().getFirst().value());
    }

    @Test
    void thePipelineNamesThePassThatBreaksAProgram() {
        Pass breaking =
                new Pass() {
                    @Override
                    public String name() {
                        return "breaking";
                    }

                    @Override
                    public Function apply(Function given) {
                        Node node = given.nodes().getFirst();
                        Value wrong = new Value(node.result().id(), TensorType.of(DType.F32, 3));
                        return new Function(
                                given.name(),
                                given.inputs(),
                                given.reads(),
                                List.of(new Node(node.op(), node.operands(), List.of(wrong), "")),
                                given.outputs(),
                                given.writes());
                    }
                };
        Function function = recorder.finish(Map.of("y", x.neg()));

        assertThatThrownBy(() -> new Pipeline(List.of(breaking), true).apply(function))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Pass 'breaking' gave a program that is not valid. Function 'f' is not"
                            + " valid: node 0 '%1: f32[3] = neg %0': the results are declared as"
                            + " (f32[3]); its shape rule gives (f32[2]).");
    }
}
