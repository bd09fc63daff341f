package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A kernel that is interpreted gives the bits that it gives when it is compiled. */
final class ElementwiseBitsTest {
    /** More than the JVM waits for before it compiles. */
    private static final int RUNS = 12_000;

    @Test
    void areTheSameBeforeAndAfterCompilation() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xint",
                                "--add-modules=jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ElementwiseBits.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String interpreted;
        try (var output = process.getInputStream()) {
            interpreted = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        assertThat(process.waitFor()).isZero();
        assertThat(ElementwiseBits.afterRuns(RUNS)).hasToString(interpreted);
    }
}
