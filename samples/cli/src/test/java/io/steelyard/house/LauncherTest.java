package io.steelyard.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the launcher script says before it builds or starts anything. */
@Timeout(60)
final class LauncherTest {
    private static final Path LAUNCHER = Repository.root().resolve("steelyard");

    @TempDir private Path directory = Path.of("");

    private record Ended(int status, String out, String err) {}

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Ended(status, Files.readString(out), Files.readString(err));
    }

    /** Those with a main class; each is named as it is run. */
    private static List<String> samples() throws IOException {
        List<String> samples = new ArrayList<>();
        try (Stream<Path> folders = Files.list(Repository.root().resolve("samples"))) {
            for (Path folder : folders.sorted().toList()) {
                Path pom = folder.resolve("pom.xml");
                if (Files.exists(pom) && Files.readString(pom).contains("<main.class>")) {
                    samples.add("  " + LAUNCHER + " sample " + folder.getFileName());
                }
            }
        }
        assertThat(samples).isNotEmpty();
        return samples;
    }

    @Test
    void listsTheSamples() throws Exception {
        Ended ended = run(Map.of(), "sample", "--help");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out().lines().skip(1)).containsExactlyElementsOf(samples());
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void asksForANameWhereThereIsNone() throws Exception {
        Ended ended = run(Map.of(), "sample");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).startsWith("steelyard: name a sample. Known are:\n");
        assertThat(ended.err().lines().skip(1)).containsExactlyElementsOf(samples());
    }

    /** A folder without a main class, paths and whatever else is no name of one. */
    @ParameterizedTest
    @ValueSource(strings = {"linear-regresion", "cli", "outside", "../samples/cli", "", "a b", "*"})
    void refusesWhatIsNoSample(String name) throws Exception {
        Ended ended = run(Map.of(), "sample", name);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("steelyard: there is no sample '" + name + "'. Known are:\n");
        assertThat(ended.err().lines().skip(1)).containsExactlyElementsOf(samples());
    }

    @Test
    void refusesAPluginThatIsNotThere() throws Exception {
        Path there = Files.createFile(directory.resolve("there.jar"));
        Ended ended = run(Map.of("STEELYARD_CLASSPATH", there + ":not here.jar"), "doctor");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo(
                        "steelyard: STEELYARD_CLASSPATH names 'not here.jar', which does not exist:"
                                + " build it, or leave it out.\n");
    }

    @Test
    void refusesAnotherKindOfNativeLibrary() throws Exception {
        Ended ended = run(Map.of("STEELYARD_TF", "tpu"), "doctor");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo("steelyard: STEELYARD_TF is 'tpu'; accepted are cpu, gpu and none.\n");
    }
}
