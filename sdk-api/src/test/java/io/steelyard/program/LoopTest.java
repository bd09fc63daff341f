package io.steelyard.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What loops and calls record, and how bodies and the recording around them meet. */
final class LoopTest {
    private static final TensorType PAIR = TensorType.of(DType.F32, 2);

    private final Recorder recorder = new Recorder("f");
    private final Tensor x = recorder.input("x", PAIR);
    private final Tensor rows = recorder.input("rows", TensorType.of(DType.F32, 5, 2));

    private static void assertInvalid(ThrowingCallable recording, String sentence) {
        assertThatThrownBy(recording)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_PROGRAM))
                .hasMessage(sentence);
    }

    private static Loop.Step add(List<Tensor> carries, List<Tensor> elements) {
        Tensor sum = carries.getFirst().add(elements.getFirst());
        return new Loop.Step(List.of(sum), List.of(sum.sum()));
    }

    private Node only() {
        assertThat(recorder.nodes()).hasSize(1);
        return recorder.nodes().getFirst();
    }

    @Test
    void aScanTakesTheLeadingAxisAwayAndStacksItsOutputs() {
        Loop.Result result = Loop.scan(List.of(x), List.of(rows), LoopTest::add);
        assertThat(result.carries()).extracting(Tensor::type).containsExactly(PAIR);
        assertThat(result.outputs())
                .extracting(Tensor::type)
                .containsExactly(TensorType.of(DType.F32, 5));
        Op.Scan scan = (Op.Scan) only().op();
        assertThat(scan.body().inputTypes()).containsExactly(PAIR, PAIR);
        assertThat(scan.length()).isEqualTo(5);
        assertThat(scan.reverse()).isFalse();
        Verifier.verify(recorder.finish(Map.of("y", result.outputs().getFirst())));
    }

    @Test
    void aReverseScanDiffersInItsDirectionAlone() {
        Loop.scanReverse(List.of(x), List.of(rows), LoopTest::add);
        Loop.scan(List.of(x), List.of(rows), LoopTest::add);
        Op.Scan backward = (Op.Scan) recorder.nodes().getFirst().op();
        assertThat(backward.reverse()).isTrue();
        assertThat(
                        new Op.Scan(
                                backward.body(),
                                backward.carries(),
                                backward.sequences(),
                                backward.length(),
                                false))
                .isEqualTo(recorder.nodes().get(1).op());
    }

    @Test
    void aRepeatReadsNoSequence() {
        Loop.Result result =
                Loop.repeat(
                        3,
                        List.of(x),
                        (carries, elements) -> {
                            assertThat(elements).isEmpty();
                            return new Loop.Step(List.of(carries.getFirst().tanh()), carries);
                        });
        assertThat(result.outputs().getFirst().type()).isEqualTo(TensorType.of(DType.F32, 3, 2));
    }

    @Test
    void tensorsFromOutsideBecomeConstantsOfTheLoopInTheOrderOfTheirUse() {
        Tensor scale = x.exp();
        Loop.scan(
                List.of(x),
                List.of(rows),
                (carries, elements) -> {
                    Tensor next = elements.getFirst().mul(scale).add(x).add(scale);
                    return new Loop.Step(List.of(next), List.of());
                });
        Node scan = recorder.nodes().getLast();
        assertThat(scan.operands())
                .containsExactly(x.value(), rows.value(), scale.value(), x.value());
        assertThat(((Op.Scan) scan.op()).body().inputs())
                .extracting(Binding::name)
                .containsExactly("carry0", "element0", "captured0", "captured1");
    }

    @Test
    void aResultMayBeATensorFromOutside() {
        Loop.Result result =
                Loop.scan(
                        List.of(x),
                        List.of(rows),
                        (carries, elements) -> new Loop.Step(carries, List.of(x)));
        assertThat(result.outputs().getFirst().type()).isEqualTo(rows.type());
        assertThat(only().operands()).containsExactly(x.value(), rows.value(), x.value());
    }

    @Test
    void whatUsesTensorsFromOutsideAloneIsRecordedOutside() {
        Loop.scan(
                List.of(x),
                List.of(rows),
                (carries, elements) ->
                        new Loop.Step(List.of(elements.getFirst().mul(x.exp())), List.of()));
        assertThat(recorder.nodes())
                .extracting(node -> Printer.name(node.op()))
                .containsExactly("exp", "scan");
    }

    @Test
    void anInnerLoopPassesWhatItUsesThroughTheOuterOne() {
        Tensor blocks = recorder.input("blocks", TensorType.of(DType.F32, 3, 5, 2));
        Tensor scale = recorder.input("scale", PAIR);
        Loop.scan(
                List.of(x),
                List.of(blocks),
                (carries, block) ->
                        new Loop.Step(
                                Loop.scan(
                                                carries,
                                                block,
                                                (inner, row) ->
                                                        new Loop.Step(
                                                                List.of(
                                                                        inner.getFirst()
                                                                                .mul(scale)
                                                                                .add(
                                                                                        row
                                                                                                .getFirst())),
                                                                List.of()))
                                        .carries(),
                                List.of()));
        Node outer = only();
        assertThat(outer.operands()).containsExactly(x.value(), blocks.value(), scale.value());
        Node inner = ((Op.Scan) outer.op()).body().nodes().getFirst();
        assertThat(inner.operands()).hasSize(3);
        Verifier.verify(recorder.finish(Map.of()));
    }

    @Test
    void stateThatIsReadInABodyIsAnOperand() {
        Loop.scan(
                List.of(x),
                List.of(rows),
                (carries, elements) -> {
                    Tensor weight = recorder.state("weight", PAIR);
                    return new Loop.Step(List.of(carries.getFirst().mul(weight)), List.of());
                });
        Function function = recorder.finish(Map.of());
        assertThat(function.reads()).extracting(Binding::name).containsExactly("weight");
        Op.Scan scan = (Op.Scan) function.nodes().getFirst().op();
        assertThat(scan.body().reads()).isEmpty();
        Verifier.verify(function);
    }

    @Test
    void aTensorOfABodyIsOfNoUseAfterItsEnd() {
        List<Tensor> kept = new ArrayList<>();
        Loop.scan(
                List.of(x),
                List.of(rows),
                (carries, elements) -> {
                    kept.add(carries.getFirst());
                    kept.add(elements.getFirst().exp());
                    return new Loop.Step(carries, List.of());
                });
        String sentence =
                "A tensor of another recording was used in function 'scan'; a tensor lives only"
                        + " while its own function is recorded, so pass data between functions as"
                        + " inputs or state.";
        assertInvalid(() -> kept.getFirst().exp(), sentence);
        assertInvalid(() -> kept.get(1).add(x), sentence);
        assertInvalid(() -> x.add(kept.get(1)), sentence);
        assertThat(recorder.nodes()).hasSize(1);
    }

    @Test
    void aTensorOfOneBodyIsOfNoUseInAnother() {
        List<Tensor> kept = new ArrayList<>();
        Loop.call(
                List.of(x),
                operands -> {
                    kept.add(operands.getFirst());
                    return operands;
                });
        assertThatThrownBy(
                        () ->
                                Loop.call(
                                        List.of(x),
                                        operands -> List.of(operands.getFirst().add(kept.get(0)))))
                .isInstanceOf(SteelyardException.class)
                .hasMessageContaining("A tensor of another recording was used");
    }

    @Test
    void nodesInBodiesCarryTheScopeAroundThem() {
        recorder.scope("decoder");
        Loop.scan(
                List.of(x),
                List.of(rows),
                (carries, elements) -> {
                    recorder.scope("decoder.cell");
                    Tensor next = carries.getFirst().add(elements.getFirst());
                    recorder.scope("decoder");
                    return new Loop.Step(List.of(next.tanh()), List.of());
                });
        Node scan = only();
        assertThat(scan.scope()).isEqualTo("decoder");
        assertThat(((Op.Scan) scan.op()).body().nodes())
                .extracting(Node::scope)
                .containsExactly("decoder.cell", "decoder");
    }

    @Test
    void anErrorInABodyNamesTheScope() {
        recorder.scope("decoder.cell");
        Tensor wide = recorder.input("wide", TensorType.of(DType.F32, 3));
        assertThatThrownBy(
                        () ->
                                Loop.scan(
                                        List.of(x),
                                        List.of(rows),
                                        (carries, elements) ->
                                                new Loop.Step(
                                                        List.of(elements.getFirst().add(wide)),
                                                        List.of())))
                .isInstanceOf(SteelyardException.class)
                .hasMessageContaining("[2]")
                .hasMessageContaining("[3]")
                .hasMessageEndingWith(" In scope 'decoder.cell'.");
    }

    @Test
    void refusesALoopWithoutSequences() {
        assertInvalid(
                () -> Loop.scan(List.of(x), List.of(), LoopTest::add),
                "scan: no sequence is given; accepted are one or more, or repeat(steps, ..) for a"
                        + " loop that reads none.");
    }

    @Test
    void refusesSequencesOfOtherLengths() {
        Tensor longer = recorder.input("longer", TensorType.of(DType.F32, 6));
        assertInvalid(
                () -> Loop.scan(List.of(), List.of(rows, longer), LoopTest::add),
                "scan: a sequence is f32[6] and the length 5; accepted are sequences [length, ..]"
                        + " of one length.");
        Tensor scalar = recorder.input("scalar", TensorType.of(DType.F32));
        assertInvalid(
                () -> Loop.scan(List.of(), List.of(scalar), LoopTest::add),
                "scan: a sequence is f32[] and the length 0; accepted are sequences [length, ..] of"
                        + " one length.");
    }

    @Test
    void refusesACarryThatChangesItsType() {
        assertInvalid(
                () ->
                        Loop.scan(
                                List.of(x),
                                List.of(rows),
                                (carries, elements) ->
                                        new Loop.Step(
                                                List.of(carries.getFirst().sum()), List.of())),
                "scan (C4): a step hands on (f32[]) and takes (f32[2]); accepted are equal types.");
    }

    @Test
    void callsDifferInTheirMarkAlone() {
        Loop.Part part = operands -> List.of(operands.getFirst().mul(x), x);
        assertThat(Loop.call(List.of(x), part)).extracting(Tensor::type).containsOnly(PAIR);
        Loop.recompute(List.of(x), part);
        Op.Call open = (Op.Call) recorder.nodes().getFirst().op();
        Op.Call marked = (Op.Call) recorder.nodes().get(1).op();
        assertThat(open.recompute()).isFalse();
        assertThat(marked).isEqualTo(new Op.Call(open.body(), true));
        assertThat(recorder.nodes().get(1).operands()).containsExactly(x.value(), x.value());
    }
}
