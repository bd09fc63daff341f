package io.steelyard.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class VerifierTest {
    private static final TensorType PAIR = TensorType.of(DType.F32, 2);
    private static final Value X = new Value(0, PAIR);
    private static final Value Y = new Value(1, PAIR);
    private static final Binding INPUT = new Binding("x", X);
    private static final Op NEG = new Op.Unary(UnaryKind.NEG);

    private static Node neg(Value operand, Value result) {
        return new Node(NEG, List.of(operand), List.of(result), "");
    }

    private static Function function(List<Node> nodes, Value output) {
        return new Function(
                "f",
                List.of(INPUT),
                List.of(),
                nodes,
                List.of(new Binding("y", output)),
                List.of());
    }

    private static void assertInvalid(Function function, String sentence) {
        assertThatThrownBy(() -> Verifier.verify(function))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_PROGRAM))
                .hasMessage("Function 'f' is not valid: " + sentence);
    }

    @Test
    void acceptsWhatARecorderRecords() {
        Recorder recorder = new Recorder("f");
        Tensor x = recorder.input("x", PAIR);
        Tensor state = recorder.state("w", PAIR);
        recorder.write("w", state.add(x));
        recorder.write("new", x.exp());
        Tensor twice = recorder.applyComposite(new Twice(), List.of(x)).getFirst();
        Function function = recorder.finish(Map.of("y", twice, "x", x));
        assertThatCode(() -> Verifier.verify(function)).doesNotThrowAnyException();
    }

    @Test
    void namesTheNodeThatUsesWhatIsNotDefinedYet() {
        Value z = new Value(2, PAIR);
        assertInvalid(
                function(List.of(neg(z, Y), neg(X, z)), Y),
                "node 0 '%1: f32[2] = neg %2': it uses %2, which is not defined before it; define"
                        + " each value before its first use.");
        assertInvalid(
                function(List.of(neg(Y, Y)), Y),
                "node 0 '%1: f32[2] = neg %1': it uses %1, which is not defined before it; define"
                        + " each value before its first use.");
    }

    @Test
    void namesTheNodeThatDefinesAValueAgain() {
        assertInvalid(
                function(List.of(neg(X, Y), neg(X, X)), Y),
                "node 1 '%0: f32[2] = neg %0': it defines %0, which is defined already; give each"
                        + " value its own id.");
        assertInvalid(
                new Function(
                        "f",
                        List.of(INPUT),
                        List.of(new Binding("w", X)),
                        List.of(),
                        List.of(),
                        List.of()),
                "state 'w': it defines %0, which is defined already; give each value its own id.");
        assertInvalid(
                function(List.of(neg(X, new Value(-1, PAIR))), X),
                "node 0 '%-1: f32[2] = neg %0': it defines %-1; accepted are ids of 0 or more.");
    }

    @Test
    void namesTheNodeWhoseTypesDoNotFitItsShapeRule() {
        Value wide = new Value(1, TensorType.of(DType.F32, 3));
        assertInvalid(
                function(List.of(neg(X, wide)), X),
                "node 0 '%1: f32[3] = neg %0': the results are declared as (f32[3]); its shape rule"
                        + " gives (f32[2]).");
        assertInvalid(
                function(List.of(new Node(NEG, List.of(X, X), List.of(Y), "a.b")), X),
                "node 0 '%1: f32[2] = neg %0, %0 // a.b': neg takes 1 operands; given were 2.");
        assertInvalid(
                function(List.of(neg(new Value(0, wide.type()), wide)), X),
                "node 0 '%1: f32[3] = neg %0': it uses %0 as f32[3]; it is defined as f32[2].");
    }

    @Test
    void namesTheOutputOrWriteThatRefersToNothing() {
        assertInvalid(
                function(List.of(), Y),
                "output 'y': it uses %1, which is not defined before it; define each value before"
                        + " its first use.");
        assertInvalid(
                new Function(
                        "f",
                        List.of(INPUT),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new Binding("w", Y))),
                "write 'w': it uses %1, which is not defined before it; define each value before"
                        + " its first use.");
    }

    @Test
    void namesTheNameThatIsUsedTwice() {
        Binding again = new Binding("x", Y);
        assertInvalid(
                new Function(
                        "f", List.of(INPUT, again), List.of(), List.of(), List.of(), List.of()),
                "input 'x': the name is used twice; give each input its own name.");
        Binding output = new Binding("y", X);
        assertInvalid(
                new Function(
                        "f",
                        List.of(INPUT),
                        List.of(),
                        List.of(),
                        List.of(output, output),
                        List.of()),
                "output 'y': the name is used twice; give each output its own name.");
    }

    @Test
    void namesTheStateEntryThatChangesItsType() {
        Value other = new Value(1, TensorType.of(DType.I32));
        assertInvalid(
                new Function(
                        "f",
                        List.of(new Binding("n", other)),
                        List.of(new Binding("w", X)),
                        List.of(),
                        List.of(),
                        List.of(new Binding("w", other))),
                "state 'w': it is read as f32[2] and written as i32[]; a state entry has one"
                        + " type.");
    }

    @Test
    void looksIntoTheBodiesOfComposites() {
        Function broken =
                new Function(
                        "scaled",
                        List.of(INPUT),
                        List.of(),
                        List.of(),
                        List.of(new Binding("y", Y)),
                        List.of());
        Op composite = new Op.Composite(new Scaled(2), broken);
        assertInvalid(
                function(List.of(new Node(composite, List.of(X), List.of(Y), "")), Y),
                "node 0 '%1: f32[2] = scaled{Scaled[factor=2.0]} %0': Function 'scaled' is not"
                        + " valid: output 'y': it uses %1, which is not defined before it; define"
                        + " each value before its first use.");
        Function stateful =
                new Function(
                        "scaled",
                        List.of(INPUT),
                        List.of(),
                        List.of(),
                        List.of(new Binding("y", X)),
                        List.of(new Binding("w", X)));
        Op writing = new Op.Composite(new Scaled(2), stateful);
        assertInvalid(
                function(List.of(new Node(writing, List.of(X), List.of(Y), "")), Y),
                "node 0 '%1: f32[2] = scaled{Scaled[factor=2.0]} %0': its body reads or writes"
                        + " state; a composite may use nothing but its operands and constants.");
    }

    @Test
    void looksIntoTheBodiesOfLoopsAndCalls() {
        Function broken =
                new Function(
                        "step",
                        List.of(INPUT),
                        List.of(),
                        List.of(neg(new Value(7, PAIR), Y)),
                        List.of(new Binding("y", Y)),
                        List.of());
        String inside =
                "Function 'step' is not valid: node 0 '%1: f32[2] = neg %7': it uses %7, which is"
                        + " not defined before it; define each value before its first use.";
        assertInvalid(
                calling(new Op.Call(broken, false)), "node 0 '%1: f32[2] = call %0': " + inside);
        assertInvalid(
                calling(new Op.Scan(broken, 1, 0, 3, false)),
                "node 0 '%1: f32[2] = scan{carries=1, sequences=0, length=3} %0': " + inside);
        // Two deep: the call inside the loop is the broken one.
        Function outer = calling(new Op.Call(broken, true));
        assertInvalid(
                calling(new Op.Scan(outer, 1, 0, 3, false)),
                "node 0 '%1: f32[2] = scan{carries=1, sequences=0, length=3} %0': Function 'f' is"
                        + " not valid: node 0 '%1: f32[2] = call{recompute} %0': "
                        + inside);
    }

    @Test
    void refusesABodyThatTouchesState() {
        Function reading =
                new Function(
                        "step",
                        List.of(INPUT),
                        List.of(new Binding("w", Y)),
                        List.of(),
                        List.of(new Binding("y", Y)),
                        List.of());
        assertInvalid(
                calling(new Op.Call(reading, true)),
                "node 0 '%1: f32[2] = call{recompute} %0': call (C1): its body reads or writes"
                        + " state; accepted are bodies that use nothing but their inputs and"
                        + " constants, so pass state in and out as operands and results.");
    }

    @Test
    void refusesResultsThatABodyDoesNotGive() {
        Function body = function(List.of(neg(X, Y)), Y);
        Value stacked = new Value(1, TensorType.of(DType.F32, 3, 2));
        assertInvalid(
                function(
                        List.of(
                                new Node(
                                        new Op.Scan(body, 1, 0, 3, false),
                                        List.of(X),
                                        List.of(stacked),
                                        "")),
                        stacked),
                "node 0 '%1: f32[3,2] = scan{carries=1, sequences=0, length=3} %0': the results are"
                        + " declared as (f32[3,2]); its shape rule gives (f32[2]).");
    }

    /** A function of one operation on its input. */
    private static Function calling(Op op) {
        return function(List.of(new Node(op, List.of(X), List.of(Y), "")), Y);
    }
}
