package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The cases as a whole: none is missing, and each can fail. */
final class OpCasesTest {
    private static final List<OpCase> CASES = OpCases.all();

    private static Stream<Op> operations() {
        return CASES.stream().flatMap(opCase -> opCase.function().nodes().stream()).map(Node::op);
    }

    @Test
    void everyPrimitiveHasCases() {
        Set<Class<?>> covered = operations().map(Op::getClass).collect(Collectors.toSet());
        Set<Class<?>> expected = new HashSet<>(Set.of(Op.class.getPermittedSubclasses()));
        // Composites have cases of their own.
        expected.remove(Op.Composite.class);
        assertThat(covered).containsAll(expected);
    }

    @Test
    void everyKindHasCases() {
        Set<Object> kinds =
                operations()
                        .flatMap(
                                op ->
                                        switch (op) {
                                            case Op.Unary unary -> Stream.of((Object) unary.kind());
                                            case Op.Binary binary -> Stream.of(binary.kind());
                                            case Op.Compare compare ->
                                                    Stream.of(compare.comparison());
                                            case Op.Reduce reduce -> Stream.of(reduce.kind());
                                            case Op.Scatter scatter -> Stream.of(scatter.kind());
                                            default -> Stream.of();
                                        })
                        .collect(Collectors.toSet());
        assertThat(kinds)
                .contains((Object[]) UnaryKind.values())
                .contains((Object[]) BinaryKind.values())
                .contains((Object[]) Comparison.values())
                .contains((Object[]) ReduceKind.values())
                .contains((Object[]) ScatterKind.values());
    }

    @Test
    void namesAreUnique() {
        assertThat(CASES.stream().map(OpCase::toString)).doesNotHaveDuplicates();
    }

    @Test
    void aWrongElementIsFound() {
        Backend wrong = new WrongBackend();
        List<OpCase> missed =
                CASES.stream()
                        .filter(OpCasesTest::hasElements)
                        .filter(
                                opCase ->
                                        !(catchThrowable(() -> CaseRunner.check(wrong, opCase))
                                                instanceof AssertionError))
                        .toList();
        assertThat(missed).isEmpty();
    }

    private static boolean hasElements(OpCase opCase) {
        return opCase.function().outputTypes().stream().anyMatch(type -> type.elements() > 0);
    }

    /** The oracle, but that the last element of each output is two hundredths off. */
    private static final class WrongBackend implements Backend {
        private final OracleBackend oracle = new OracleBackend();

        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public Capabilities capabilities() {
            return oracle.capabilities();
        }

        @Override
        public DeviceState allocate(StateSpec spec) {
            return oracle.allocate(spec);
        }

        @Override
        public Executable compile(Function function, CompileOptions options) {
            return new WrongExecutable(oracle.compile(function, options));
        }

        @Override
        public void close() {}
    }

    private record WrongExecutable(Executable right) implements Executable {
        @Override
        public Function function() {
            return right.function();
        }

        @Override
        public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
            List<NdArray> outputs = right.run(state, inputs);
            outputs.stream().filter(array -> array.type().elements() > 0).forEach(this::spoil);
            return outputs;
        }

        private void spoil(NdArray array) {
            long last = array.type().elements() - 1;
            if (array.dtype().isFloating()) {
                double value = array.get(last);
                array.set(
                        last,
                        Double.isFinite(value)
                                ? value - Math.max(0.02, 0.02 * Math.abs(value))
                                : 1);
            } else {
                array.setLong(last, array.getLong(last) ^ 1);
            }
        }

        @Override
        public CompileReport report() {
            return right.report();
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
