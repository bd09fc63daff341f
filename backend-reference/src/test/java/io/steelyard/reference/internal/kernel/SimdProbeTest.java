package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class SimdProbeTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @Test
    void measuresTheSpeedOfVectors() {
        SimdReport report = SimdProbe.measure();
        assertThat(report.simd()).isTrue();
        assertThat(report.lanes()).isEqualTo(SimdMeasurement.LANES);
        assertThat(report.gigaFlops()).isPositive();
        assertThat(report.advice()).endsWith(".");
    }

    @Test
    void saysWhichFlagIsMissingWithoutTheVectorModule() throws Exception {
        assertThat(probeIn())
                .isEqualTo(
                        new SimdReport(
                                        false,
                                        0,
                                        0,
                                        "The Vector API is not there: start Java with"
                                                + " --add-modules jdk.incubator.vector.")
                                .toString());
    }

    @Test
    void saysWhichFlagSwitchesTheCompilerOff() throws Exception {
        assertThat(probeIn(MODULE, "-Xint")).contains("simd=false").contains(advice("-Xint"));
        assertThat(probeIn(MODULE, "-XX:TieredStopAtLevel=1"))
                .contains("simd=false")
                .contains(advice("-XX:TieredStopAtLevel=1"));
    }

    @Test
    void noticesThatTheVectorApiIsNotCompiled() throws Exception {
        assertThat(probeIn(MODULE, "-XX:+UnlockExperimentalVMOptions", "-XX:-EnableVectorSupport"))
                .contains("simd=false")
                .contains("The Vector API is not compiled to vector instructions by ");
    }

    private static String advice(String flag) {
        return "The JVM's optimizing compiler is switched off: start Java without "
                + flag
                + ", and the kernels run about a hundred times faster.";
    }

    /** What a JVM with these flags, and none of this one's, reports. */
    private static String probeIn(String... flags)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add("-cp");
        command.add(
                locationOf(SimdProbe.class) + File.pathSeparator + locationOf(SimdProbeTest.class));
        command.add(SimdProbeProgram.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines()
                .filter(line -> line.startsWith("SimdReport"))
                .findFirst()
                .orElse(output);
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
