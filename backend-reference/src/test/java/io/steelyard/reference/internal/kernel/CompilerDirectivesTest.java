package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import javax.management.ObjectName;

final class CompilerDirectivesTest {
    @Test
    void excludesTheKernelsFromTheQuickCompilerOnce() throws Exception {
        assertThat(CompilerDirectives.install()).isTrue();
        assertThat(CompilerDirectives.install()).isTrue();
        Object directives =
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "compilerDirectivesPrint",
                                null,
                                null);
        assertThat(directives.toString())
                .containsOnlyOnce("io/steelyard/reference/internal/kernel/*.*");
    }
}
