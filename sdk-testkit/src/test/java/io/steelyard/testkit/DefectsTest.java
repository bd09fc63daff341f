package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The kit itself: a backend with one thing wrong does not conform, and the right checks say so. */
final class DefectsTest {
    @TestFactory
    Stream<DynamicTest> eachDefectIsCaught() {
        return Defects.all().stream()
                .map(defect -> DynamicTest.dynamicTest(defect.name(), () -> check(defect)));
    }

    private static void check(Defects.Defect defect) {
        List<String> failures = ConformanceRun.failures(defect.backend(), defect.caughtBy());
        assertThat(defect.caughtBy())
                .allSatisfy(
                        check ->
                                assertThat(failures)
                                        .as("checks that fail")
                                        .anyMatch(failure -> failure.startsWith(check)));
    }

    @Test
    void whereNothingIsWrongTheSameChecksPass() {
        List<String> checks =
                Defects.all().stream().flatMap(defect -> defect.caughtBy().stream()).toList();
        assertThat(ConformanceRun.failures(AlteredBackend::new, checks)).isEmpty();
    }

    @Test
    void everyFactoryOfTheKitIsRun() {
        BackendConformance kit = new OracleBackendTest();
        assertThat(kit.factories().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(BackendConformance.class.getDeclaredMethods())
                                .filter(method -> method.isAnnotationPresent(TestFactory.class))
                                .map(Method::getName)
                                .toList());
    }
}
