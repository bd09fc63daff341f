package io.steelyard.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class ShapeRulesTest {
    static List<ShapeCase> cases() {
        return Stream.of(
                        LeafShapeCases.CASES,
                        ElementwiseShapeCases.CASES,
                        LayoutShapeCases.CASES,
                        IndexShapeCases.CASES,
                        ContractionShapeCases.CASES,
                        WindowShapeCases.CASES,
                        ControlShapeCases.CASES)
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheTypeOrTheSentence(ShapeCase given) {
        if (given.accepted()) {
            assertThat(ShapeRules.text(ShapeRules.infer(given.op(), given.operands())))
                    .isEqualTo(given.expected());
        } else {
            assertThatThrownBy(() -> ShapeRules.infer(given.op(), given.operands()))
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            problem ->
                                    assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_PROGRAM))
                    .hasMessage(given.expected());
        }
    }

    @Test
    void everyPrimitiveHasAnAcceptedAndARefusedCase() {
        Set<Class<?>> accepted = new HashSet<>();
        Set<Class<?>> refused = new HashSet<>();
        for (ShapeCase given : cases()) {
            (given.accepted() ? accepted : refused).add(given.op().getClass());
        }
        // A span or a padding is a part of an operation and none itself, so it is not among these.
        List<Class<?>> primitives = new ArrayList<>();
        Collections.addAll(primitives, Op.class.getPermittedSubclasses());
        primitives.remove(Op.Control.class);
        Collections.addAll(primitives, Op.Control.class.getPermittedSubclasses());
        assertThat(accepted).containsExactlyInAnyOrderElementsOf(primitives);
        assertThat(refused).containsExactlyInAnyOrderElementsOf(primitives);
    }

    @Test
    void everyKindOfAnElementHasACase() {
        Set<Object> kinds = new HashSet<>();
        for (ShapeCase given : cases()) {
            if (given.accepted()) {
                kinds.add(given.op());
            }
        }
        assertThat(kinds)
                .containsAll(Arrays.stream(UnaryKind.values()).map(Op.Unary::new).toList())
                .containsAll(Arrays.stream(BinaryKind.values()).map(Op.Binary::new).toList())
                .containsAll(Arrays.stream(Comparison.values()).map(Op.Compare::new).toList());
        assertThat(WindowShapeCases.CASES)
                .extracting(ShapeCase::op)
                .filteredOn(op -> op instanceof Op.WindowReduce)
                .extracting(op -> ((Op.WindowReduce) op).kind())
                .contains(WindowKind.values());
    }
}
