package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.Value;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Functions that no recorder records and that a pass, a plugin or a file may bring all the same:
 * compiled with verification, each is refused.
 */
final class RefusalChecks {
    private static final CompileOptions VERIFYING = new CompileOptions(true, false);
    private static final TensorType TYPE = TensorType.of(DType.F32, 3);
    private static final Value X = new Value(0, TYPE);
    private static final Value Y = new Value(1, TYPE);

    private final Backend backend;

    RefusalChecks(Backend backend) {
        this.backend = backend;
    }

    Stream<DynamicTest> tests() {
        return Stream.concat(
                ErrorCase.all().stream().map(misfit -> test(misfit.toString(), function(misfit))),
                malformed());
    }

    private DynamicTest test(String name, Function function) {
        return DynamicTest.dynamicTest(name, () -> check(function));
    }

    private void check(Function function) {
        SteelyardException refusal =
                catchThrowableOfType(
                        SteelyardException.class,
                        () -> backend.compile(function, VERIFYING).close());
        assertThat(refusal).as("refusal of a function that is not valid").isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PROGRAM);
    }

    /** One node with operands that do not fit it. */
    private static Function function(ErrorCase misfit) {
        List<Binding> inputs = new ArrayList<>();
        for (TensorType type : misfit.operands()) {
            inputs.add(new Binding("x" + inputs.size(), new Value(inputs.size(), type)));
        }
        Value result = new Value(inputs.size(), TensorType.of(DType.F32));
        return new Function(
                "misfit",
                inputs,
                List.of(),
                List.of(
                        new Node(
                                misfit.op(),
                                inputs.stream().map(Binding::value).toList(),
                                List.of(result),
                                "")),
                List.of(new Binding("y", result)),
                List.of());
    }

    private Stream<DynamicTest> malformed() {
        Binding x = new Binding("x", X);
        Binding y = new Binding("y", Y);
        Node negation = negation(X, Y);
        return Stream.of(
                test(
                        "a value is used that nothing defines",
                        function(List.of(x), List.of(negation(new Value(7, TYPE), Y)), List.of(y))),
                test(
                        "a value is used before it is defined",
                        function(
                                List.of(x),
                                List.of(negation(new Value(2, TYPE), Y), negation(X, 2)),
                                List.of(y))),
                test(
                        "a value is defined twice",
                        function(List.of(x), List.of(negation, negation), List.of(y))),
                test(
                        "a value is used as another type than its own",
                        function(
                                List.of(x),
                                List.of(
                                        negation(
                                                new Value(0, TensorType.of(DType.F32, 4)),
                                                new Value(1, TensorType.of(DType.F32, 4)))),
                                List.of())),
                test(
                        "a result is declared as another type than the shape rule gives",
                        function(
                                List.of(x),
                                List.of(negation(X, new Value(1, TensorType.of(DType.F32, 4)))),
                                List.of())),
                test(
                        "an output is a value that nothing defines",
                        function(List.of(x), List.of(), List.of(y))),
                test(
                        "two inputs have one name",
                        function(List.of(x, new Binding("x", Y)), List.of(), List.of(y))),
                test("two outputs have one name", function(List.of(x), List.of(), List.of(x, x))),
                test(
                        "an entry is read as one type and written as another",
                        new Function(
                                "malformed",
                                List.of(x),
                                List.of(new Binding("a", new Value(1, TensorType.of(DType.I32)))),
                                List.of(),
                                List.of(),
                                List.of(new Binding("a", X)))));
    }

    private static Node negation(Value operand, int result) {
        return negation(operand, new Value(result, operand.type()));
    }

    private static Node negation(Value operand, Value result) {
        return new Node(new Op.Unary(UnaryKind.NEG), List.of(operand), List.of(result), "");
    }

    private static Function function(
            List<Binding> inputs, List<Node> nodes, List<Binding> outputs) {
        return new Function("malformed", inputs, List.of(), nodes, outputs, List.of());
    }
}
