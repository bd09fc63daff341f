package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The cases as a whole: each has its own name, and each can fail. */
final class OpCasesTest {
    private static final List<OpCase> CASES = OpCases.all();
    private static final Set<DType> ALL = EnumSet.allOf(DType.class);

    @Test
    void namesAreUnique() {
        assertThat(CASES.stream().map(OpCase::toString)).doesNotHaveDuplicates();
    }

    @Test
    void aWrongElementIsFound() {
        Backend wrong = new WrongBackend();
        List<OpCase> missed =
                Stream.of(CASES.stream(), RandomPrograms.all(ALL), gradients(), composites())
                        .flatMap(cases -> cases)
                        .filter(OpCasesTest::hasElements)
                        .filter(
                                opCase ->
                                        !(catchThrowable(
                                                        () ->
                                                                CaseRunner.check(
                                                                        wrong, opCase, Set.of()))
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
