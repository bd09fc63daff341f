package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** No primitive is without cases, and the check that says so misses none that is taken away. */
final class CaseCompletenessTest {
    private static final List<OpCase> VALUES = OpCases.all();
    private static final List<ErrorCase> MISFITS = ErrorCase.all();
    private static final List<GradientCase> GRADIENTS = GradientCases.all();

    @Test
    void nothingIsMissing() {
        assertThat(CaseCompleteness.gaps(VALUES, MISFITS, GRADIENTS)).isEmpty();
    }

    @Test
    void withoutAnyCaseEveryPrimitiveIsMissing() {
        assertThat(subjects(CaseCompleteness.gaps(List.of(), MISFITS, GRADIENTS)))
                .hasSameSizeAs(CaseCompleteness.primitives())
                .isEqualTo(VALUES.stream().map(OpCase::subject).collect(Collectors.toSet()));
    }

    private static Set<String> subjects(List<String> gaps) {
        return gaps.stream()
                .map(gap -> gap.substring(0, gap.indexOf(':')))
                .collect(Collectors.toSet());
    }

    @Test
    void theValueCasesOfOneOperationAreMissed() {
        for (String subject : subjects(CaseCompleteness.gaps(List.of(), MISFITS, GRADIENTS))) {
            List<OpCase> others =
                    VALUES.stream().filter(each -> !each.subject().equals(subject)).toList();
            assertThat(CaseCompleteness.gaps(others, MISFITS, GRADIENTS))
                    .isNotEmpty()
                    .allMatch(gap -> gap.startsWith(subject + ": no value case of "));
        }
    }

    @Test
    void theValueCasesOfOneDTypeAreMissed() {
        for (DType dtype : DType.values()) {
            List<OpCase> others = VALUES.stream().filter(each -> each.dtype() != dtype).toList();
            assertThat(CaseCompleteness.gaps(others, MISFITS, GRADIENTS))
                    .hasSizeGreaterThan(10)
                    .allMatch(gap -> gap.endsWith(": no value case of " + dtype.text()));
        }
    }

    @Test
    void theGradientCasesOfOneOperationAreMissed() {
        Set<String> wanted = subjects(CaseCompleteness.gaps(VALUES, MISFITS, List.of()));
        assertThat(wanted).contains("conv", "top_k", "scan", "take", "window_reduce max", "add");
        for (String subject : wanted) {
            List<GradientCase> others =
                    GRADIENTS.stream().filter(each -> !each.subject().equals(subject)).toList();
            assertThat(CaseCompleteness.gaps(VALUES, MISFITS, others))
                    .containsExactly(subject + ": no gradient case");
        }
    }

    @Test
    void theMisfitsOfOneConstraintAreMissed() {
        Set<String> constraints =
                MISFITS.stream()
                        .filter(misfit -> !misfit.label().isEmpty())
                        .map(CaseCompletenessTest::constraint)
                        .filter(constraint -> !constraint.startsWith("Composite "))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(constraints).hasSizeGreaterThan(50);
        for (String constraint : constraints) {
            List<ErrorCase> others =
                    MISFITS.stream()
                            .filter(misfit -> !constraint(misfit).equals(constraint))
                            .toList();
            assertThat(CaseCompleteness.gaps(VALUES, others, GRADIENTS))
                    .as("without %s", constraint)
                    .contains(constraint.replace(" ", ": no misfit for "));
        }
    }

    private static String constraint(ErrorCase misfit) {
        return misfit.op().getClass().getSimpleName() + " " + misfit.label();
    }

    @Test
    void theMisfitsOfAnOperationWithoutConstraintsAreMissed() {
        List<ErrorCase> labelled =
                MISFITS.stream().filter(misfit -> !misfit.label().isEmpty()).toList();
        assertThat(CaseCompleteness.gaps(VALUES, labelled, GRADIENTS))
                .containsExactlyInAnyOrder("Convert: no misfit", "StopGradient: no misfit");
    }
}
