package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** TensorFlow without its native library, in processes of their own. */
final class MissingLibraryTest {
    @TempDir private static Path directory = Path.of("");
    private static Path text = Path.of("");

    @BeforeAll
    static void write() throws IOException {
        text = CommandRun.text(directory);
    }

    @Test
    void theBackendIsRefusedInOneSentenceAndNoOtherTakesItsPlace() throws Exception {
        Path out = directory.resolve("out");
        CommandRun run = run(CommandRun.trainingArguments(text, out, "--backend", "tensorflow"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines().filter(line -> !line.contains("incubator")))
                .singleElement()
                .asString()
                .startsWith("steelyard: TensorFlow's native library for ")
                .contains("is not on the class path; add org.tensorflow:tensorflow-core-native:")
                .endsWith("or choose another backend.");
        assertThat(out).doesNotExist();
    }

    @Test
    void anExportIsRefusedAndLeavesNothing() throws Exception {
        Path model = directory.resolve("model");
        CommandRun training = CommandRun.training(text, model, "--steps", "1");
        assertThat(training.status()).as(training.err()).isZero();
        Path out = directory.resolve("exported");
        CommandRun run =
                run(
                        "export",
                        "--model",
                        model.toString(),
                        "--format",
                        "saved-model",
                        "--out",
                        out.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("steelyard: TensorFlow's native library for ");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.filter(path -> path.toString().contains("exported"))).isEmpty();
        }
    }

    @Test
    void theDoctorSaysSoAndGoesOn() throws Exception {
        CommandRun run = run("doctor");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("backend reference")
                .containsPattern("backend tensorflow\\R  problem +TensorFlow's native library for");
    }

    private static CommandRun run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dguice_bytecode_gen_option=DISABLED"));
        command.addAll(List.of("-cp", NativeLibraryJar.classPathWithout(), Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", ".log");
        Path err = Files.createTempFile(directory, "err", ".log");
        int status =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start()
                        .waitFor();
        return new CommandRun(status, Files.readString(out), Files.readString(err));
    }
}
