package io.steelyard.testkit.opset;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.WindowKind;
import io.steelyard.testkit.CompositeCases;
import io.steelyard.testkit.ErrorCase;
import io.steelyard.testkit.ExampleCases;
import io.steelyard.testkit.OpCase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The specification against the code: nothing is missing on either side. */
final class OpSpecificationTest {
    private static final ThrownLabels THROWN = new ThrownLabels();

    private static List<Op> operations() {
        List<OpCase> examples = new ArrayList<>(ExampleCases.all());
        examples.add(ExampleCases.composite());
        return examples.stream().map(OpsetDocument::subject).toList();
    }

    /** Every record of the sealed interface. */
    static Stream<Class<?>> primitives() {
        return Stream.concat(
                        Arrays.stream(Op.class.getPermittedSubclasses())
                                .filter(type -> type != Op.Control.class),
                        Arrays.stream(Op.Control.class.getPermittedSubclasses()))
                .map(type -> (Class<?>) type);
    }

    @Test
    void everyPrimitiveHasAnExample() {
        assertThat(operations().stream().map(Op::getClass).collect(Collectors.toSet()))
                .isEqualTo(primitives().collect(Collectors.toSet()));
    }

    @Test
    void everyKindHasAnExample() {
        assertThat(operations().stream().map(OpCase::subject))
                .contains(texts(UnaryKind.values(), UnaryKind::text, ""))
                .contains(texts(BinaryKind.values(), BinaryKind::text, ""))
                .contains(texts(Comparison.values(), Comparison::text, "compare "))
                .contains(texts(ReduceKind.values(), ReduceKind::text, "reduce "))
                .contains(texts(ScatterKind.values(), ScatterKind::text, "scatter "))
                .contains(texts(WindowKind.values(), WindowKind::text, "window_reduce "))
                .doesNotHaveDuplicates();
    }

    private static <K> String[] texts(K[] kinds, Function<K, String> text, String prefix) {
        return Arrays.stream(kinds).map(kind -> prefix + text.apply(kind)).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void theConstraintsAreThoseThatTheShapeRulesThrow(Class<? extends Op> primitive) {
        Set<String> documented = new TreeSet<>();
        operations().stream()
                .filter(primitive::isInstance)
                .map(OpSpecification::of)
                .flatMap(specification -> specification.signature().constraints().stream())
                .forEach(constraint -> documented.add(constraint.label()));
        assertThat(documented)
                .as("constraints of %s in its OpSpecification", primitive.getSimpleName())
                .isEqualTo(THROWN.of(primitive));
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void everyConstraintIsProvoked(Class<? extends Op> primitive) {
        Set<String> provoked =
                ErrorCase.all().stream()
                        .filter(misfit -> primitive.isInstance(misfit.op()))
                        .map(ErrorCase::label)
                        .filter(label -> !label.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(provoked)
                .as("labels of %s in ErrorCase", primitive.getSimpleName())
                .isEqualTo(THROWN.of(primitive));
    }

    @Test
    void kindsOfOneOperationHaveOneSignature() {
        operations().stream()
                .collect(
                        Collectors.groupingBy(
                                Op::getClass,
                                Collectors.mapping(
                                        op -> OpSpecification.of(op).signature(),
                                        Collectors.toSet())))
                .forEach((type, signatures) -> assertThat(signatures).as("%s", type).hasSize(1));
    }

    @Test
    void everyCompositeOfTheSdkIsSpecified() {
        assertThat(CompositeSpecification.all().stream().map(CompositeSpecification::name))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        CompositeCases.all().stream()
                                .flatMap(one -> one.rules().stream())
                                .map(CompositeRule::name)
                                .collect(Collectors.toSet()));
    }
}
