package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The kit itself: a plugin with one thing wrong does not conform, and the right check says so. */
final class PluginDefectsTest {
    @TestFactory
    Stream<DynamicTest> eachDefectIsCaught() {
        return Stream.concat(PluginDefects.all().stream(), ComponentDefects.all().stream())
                .map(defect -> DynamicTest.dynamicTest(defect.name(), () -> check(defect)));
    }

    private static void check(PluginDefects.Defect defect) {
        PluginConformance kit = new ToyConformance(defect.plugin()) {};
        assertThat(ConformanceRun.failures(kit.factories(), List.of(defect.caughtBy())))
                .containsExactly(defect.caughtBy());
    }

    @Test
    void everyFactoryOfTheKitIsRun() {
        assertThat(new ToyPluginTest().factories().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(PluginConformance.class.getDeclaredMethods())
                                .filter(method -> method.isAnnotationPresent(TestFactory.class))
                                .map(Method::getName)
                                .toList());
    }

    @Test
    void signaturesAreReadInAJarToo() {
        assertThat(PublicSignatures.naming(Guice.class, "com.google.inject"))
                .contains("com.google.inject.Guice.createInjector");
        assertThat(PublicSignatures.naming(Guice.class, "io.steelyard")).isEmpty();
    }
}
