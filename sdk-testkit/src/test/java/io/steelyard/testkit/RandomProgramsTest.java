package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Random programs: of everything, and small where one fails. */
final class RandomProgramsTest {
    private static final Set<DType> ALL = EnumSet.allOf(DType.class);
    private static final Set<DType> MANDATORY = EnumSet.of(DType.F32, DType.I32, DType.BOOL);

    @Test
    void theyAreOfEveryPrimitiveAndDType() {
        for (Set<DType> declared : List.of(ALL, MANDATORY)) {
            Set<Object> primitives = new LinkedHashSet<>();
            Set<DType> dtypes = EnumSet.noneOf(DType.class);
            RandomPrograms.all(declared)
                    .forEach(
                            program -> {
                                dtypes.add(program.dtype());
                                collect(program.function(), primitives);
                            });
            assertThat(primitives).containsAll(CaseCompleteness.primitives());
            assertThat(dtypes).isEqualTo(declared);
        }
    }

    private static void collect(Function function, Set<Object> primitives) {
        for (Node node : function.nodes()) {
            primitives.add(CaseCompleteness.primitive(node.op()));
            if (node.op() instanceof Op.Control control) {
                collect(control.body(), primitives);
            }
        }
    }

    @Test
    void noDecisionsMakeTheSmallestProgram() {
        OpCase empty = RandomPrograms.program("none", new Choices(List.of()), ALL);
        assertThat(empty.dtype()).isEqualTo(DType.F32);
        assertThat(empty.inputs()).allMatch(input -> input.type().elements() <= 2);
    }

    @Test
    void theDecisionsThatWereUsedMakeTheSameProgram() {
        for (int seed = 0; seed < RandomPrograms.COUNT; seed++) {
            Choices choices = new Choices(RandomPrograms.decisions(seed));
            OpCase program = RandomPrograms.program("first", choices, ALL);
            Choices used = new Choices(choices.made());
            OpCase again = RandomPrograms.program("again", used, ALL);
            assertThat(again.function()).hasToString(program.function().toString());
            assertThat(used.made()).isEqualTo(choices.made());
        }
    }

    @Test
    void aProgramIsMadeSmallerBeforeItIsShown() {
        OracleSemantics wrong =
                (op, operands, type, bodies) ->
                        op instanceof Op.Reverse
                                ? List.of(operands.getFirst())
                                : Oracle.apply(op, operands, type, bodies);
        List<Throwable> failures =
                new RandomProgramChecks(new AlteredBackend(wrong), List.of())
                        .tests()
                        .limit(12)
                        .map(test -> catchThrowable(() -> test.getExecutable().execute()))
                        .filter(Objects::nonNull)
                        .toList();
        assertThat(failures)
                .hasSizeGreaterThan(2)
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .isInstanceOf(AssertionError.class)
                                        .hasMessageStartingWith("The smallest program found")
                                        .hasMessageContaining(" reverse{"));
        assertThat(failures).allMatch(failure -> failure.getMessage().lines().count() < 20);
    }
}
