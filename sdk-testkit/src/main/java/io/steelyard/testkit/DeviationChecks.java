package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;

import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a test that wants a failure in the place of those that a declared deviation would fail, and
 * leaves the others as they are.
 */
final class DeviationChecks {
    private final List<Deviation> declared;

    DeviationChecks(List<Deviation> declared) {
        this.declared = List.copyOf(declared);
    }

    /**
     * One test of the kit.
     *
     * @param subject what a deviation calls it, with the dtype
     * @param body throws an {@code AssertionError} or a {@code SteelyardException} where the
     *     backend does not conform
     */
    record Check(String name, String subject, DType dtype, Runnable body) {
        boolean isOf(Deviation deviation) {
            return subject.equals(deviation.subject()) && dtype == deviation.dtype();
        }
    }

    /** Checks of one subject or of several. */
    Stream<DynamicTest> tests(Stream<Check> checks) {
        List<Check> all = checks.toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (Check check : all) {
            if (declared.stream().noneMatch(check::isOf)) {
                tests.add(DynamicTest.dynamicTest(check.name(), check.body()::run));
            }
        }
        for (Deviation deviation : declared) {
            List<Check> deviating = all.stream().filter(check -> check.isOf(deviation)).toList();
            if (!deviating.isEmpty()) {
                tests.add(
                        DynamicTest.dynamicTest(
                                deviation.subject()
                                        + " "
                                        + deviation.dtype().text()
                                        + " deviates: "
                                        + deviation.reason(),
                                () -> requireFailure(deviation, deviating)));
            }
        }
        return tests.stream();
    }

    private static void requireFailure(Deviation deviation, List<Check> checks) {
        long failures = checks.stream().filter(DeviationChecks::fails).count();
        assertThat(failures)
                .as(
                        "failures among the %s cases of %s %s; with none of them the deviation is"
                                + " obsolete and must be taken back",
                        checks.size(), deviation.subject(), deviation.dtype().text())
                .isPositive();
    }

    private static boolean fails(Check check) {
        try {
            check.body().run();
            return false;
        } catch (AssertionError | SteelyardException failure) {
            return true;
        }
    }

    /** Each deviation is about something that the kit tests, once, and says why. */
    Stream<DynamicTest> declarations(List<OpCase> cases, List<GradientCase> gradients) {
        Set<String> known =
                Stream.of(
                                cases.stream().map(each -> each.subject() + each.dtype()),
                                gradients.stream().map(each -> each.backendSubject() + DType.F32),
                                Arrays.stream(DType.values())
                                        .filter(DType::isFloating)
                                        .map(dtype -> Deviation.SUBNORMAL_NUMBERS + dtype))
                        .flatMap(keys -> keys)
                        .collect(Collectors.toSet());
        return Stream.concat(
                Stream.of(
                        DynamicTest.dynamicTest(
                                "none is declared twice",
                                () ->
                                        assertThat(declared.stream().map(DeviationChecks::key))
                                                .doesNotHaveDuplicates())),
                declared.stream()
                        .map(
                                deviation ->
                                        DynamicTest.dynamicTest(
                                                deviation.toString(),
                                                () -> {
                                                    assertThat(known).contains(key(deviation));
                                                    assertThat(deviation.reason()).isNotBlank();
                                                })));
    }

    private static String key(Deviation deviation) {
        return deviation.subject() + deviation.dtype();
    }
}
