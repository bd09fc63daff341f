package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.WindowKind;
import io.steelyard.spi.Backend;

import org.junit.jupiter.api.Test;

import java.util.Collections;
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
        expected.remove(Op.Control.class);
        Collections.addAll(expected, Op.Control.class.getPermittedSubclasses());
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
                                            case Op.WindowReduce reduce -> Stream.of(reduce.kind());
                                            case Op.Constant _,
                                                    Op.Iota _,
                                                    Op.Convert _,
                                                    Op.Bitcast _,
                                                    Op.Select _,
                                                    Op.Reshape _,
                                                    Op.Transpose _,
                                                    Op.Broadcast _,
                                                    Op.Slice _,
                                                    Op.Pad _,
                                                    Op.Reverse _,
                                                    Op.Concat _,
                                                    Op.Take _,
                                                    Op.DynamicSlice _,
                                                    Op.DynamicUpdateSlice _,
                                                    Op.DotGeneral _,
                                                    Op.Conv _,
                                                    Op.ConvInputGradient _,
                                                    Op.ConvFilterGradient _,
                                                    Op.WindowMaxGradient _,
                                                    Op.TopK _,
                                                    Op.RandomBits _,
                                                    Op.StopGradient _,
                                                    Op.Scan _,
                                                    Op.Call _,
                                                    Op.Composite _ ->
                                                    Stream.of();
                                        })
                        .collect(Collectors.toSet());
        assertThat(kinds)
                .contains((Object[]) UnaryKind.values())
                .contains((Object[]) BinaryKind.values())
                .contains((Object[]) Comparison.values())
                .contains((Object[]) ReduceKind.values())
                .contains((Object[]) ScatterKind.values())
                .contains((Object[]) WindowKind.values());
    }

    @Test
    void namesAreUnique() {
        assertThat(CASES.stream().map(OpCase::toString)).doesNotHaveDuplicates();
    }

    @Test
    void aWrongElementIsFound() {
        Backend wrong = new WrongBackend();
        List<OpCase> missed =
                Stream.of(CASES.stream(), RandomPrograms.all().stream(), gradients(), composites())
                        .flatMap(cases -> cases)
                        .filter(OpCasesTest::hasElements)
                        .filter(
                                opCase ->
                                        !(catchThrowable(() -> CaseRunner.check(wrong, opCase))
                                                instanceof AssertionError))
                        .toList();
        assertThat(missed).isEmpty();
    }

    private static Stream<OpCase> gradients() {
        return GradientCases.all().stream().map(one -> one.backendCase(one.gradient()));
    }

    private static Stream<OpCase> composites() {
        return CompositeCases.all().stream()
                .flatMap(
                        one ->
                                Stream.of(
                                        one.backendCase(one.whole(), one.inputs()),
                                        one.backendCase(one.gradient(), one.gradientInputs())));
    }

    private static boolean hasElements(OpCase opCase) {
        return opCase.function().outputTypes().stream().anyMatch(type -> type.elements() > 0);
    }
}
