package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;

/** What cannot be used is named in a sentence, and nothing that was saved is lost. */
final class BadInputTest {
    @TempDir private static Path directory = Path.of("");
    private static Path text = Path.of("");
    private static Path model = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        text = CommandRun.text(directory);
        model = directory.resolve("model");
        CommandRun run =
                CommandRun.training(text, model, "--steps", "4", "--checkpoint-every", "2");
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void aTextThatDoesNotExist() {
        Path out = directory.resolve("no-text");
        CommandRun run = CommandRun.training(directory.resolve("missing.txt"), out);
        assertFailure(run, 1, "There is no file or folder " + directory.resolve("missing.txt"));
        assertThat(out).doesNotExist();
    }

    @Test
    void anEmptyText() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.txt"));
        assertFailure(
                CommandRun.training(empty, directory.resolve("e")),
                1,
                "The text of " + empty + " is empty");
    }

    @Test
    void aTextThatIsTooShortForTheContext() throws IOException {
        Path little = Files.writeString(directory.resolve("short.txt"), "too short a text");
        CommandRun run = CommandRun.training(little, directory.resolve("s"), "--context", "64");
        assertFailure(run, 1, little.toString(), "64", "context");
    }

    @Test
    void aTextThatIsNotUtf8() throws IOException {
        Path latin = directory.resolve("latin1.txt");
        Files.write(latin, "garçon\n".repeat(100).getBytes(StandardCharsets.ISO_8859_1));
        assertFailure(
                CommandRun.training(latin, directory.resolve("l")),
                1,
                latin + " is not UTF-8 text: the byte 0xE7 at offset 3 (line 1)");
    }

    @Test
    void aFolderWithoutText() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.write(folder.resolve("image.png"), new byte[10]);
        assertFailure(
                CommandRun.training(folder, directory.resolve("f")),
                1,
                "The folder " + folder + " holds no text to learn from");
    }

    @Test
    void parametersThatWereCutShort() throws IOException {
        Path cut = copyOfModel("cut");
        Path file = cut.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertFailure(generate(cut), 1, file.toString());
    }

    @Test
    void parametersThatAreNone() throws IOException {
        Path other = copyOfModel("other-format");
        Path file = other.resolve("model.safetensors");
        Files.writeString(file, "this is text and no tensors");
        assertFailure(generate(other), 1, file.toString());
    }

    @Test
    void parametersOfAnotherShape() throws IOException {
        Path wide = directory.resolve("wide");
        CommandRun.training(text, wide, "--channels", "32", "--steps", "1");
        Path mixed = copyOfModel("mixed");
        Files.write(mixed.resolve("config.json"), Files.readAllBytes(wide.resolve("config.json")));
        assertFailure(generate(mixed), 1, "does not fit the model", "f32[28,16]", "f32[28,32]");
    }

    @Test
    void aDirectoryWithoutAModel() throws IOException {
        Path nothing = Files.createDirectory(directory.resolve("nothing"));
        assertFailure(generate(nothing), 1, nothing + " holds no model");
    }

    @Test
    void resumingWithAnotherShape() throws IOException {
        byte[] before = Files.readAllBytes(model.resolve("model.safetensors"));
        CommandRun run = CommandRun.training(text, model, "--resume", "--channels", "32");
        assertThat(run.err()).contains("channels").contains("16").contains("32");
        assertThat(run.status()).isEqualTo(1);
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(before);
    }

    @Test
    void resumingWithAnotherText() throws IOException {
        Path other = Files.writeString(directory.resolve("other.txt"), "other words\n".repeat(100));
        assertFailure(
                CommandRun.training(other, model, "--steps", "4", "--resume"),
                1,
                "was started with another text",
                "text.txt",
                "other.txt");
    }

    @Test
    void resumingNothing() {
        Path nothing = directory.resolve("never-started");
        assertFailure(
                CommandRun.training(text, nothing, "--resume"),
                1,
                nothing + " holds no training to resume");
        assertThat(nothing).doesNotExist();
    }

    @Test
    void aLossThatIsNoNumber() {
        Path out = directory.resolve("diverged");
        CommandRun run =
                CommandRun.training(
                        text,
                        out,
                        "--learning-rate",
                        "1e30",
                        "--steps",
                        "50",
                        "--checkpoint-every",
                        "1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("Lower the learning rate")
                .contains("The last checkpoint is " + out.resolve("checkpoints/step-0000000"))
                .doesNotContain("\tat ");
    }

    @Test
    void aModelThatDoesNotFitTheMemory() {
        Path out = directory.resolve("huge");
        CommandRun run = CommandRun.training(text, out, "--channels", "400000", "--heads", "1");
        assertFailure(run, 1, "the memory is exhausted", "Take a smaller --batch-size");
        assertThat(out).doesNotExist();
    }

    @Test
    void anOutDirectoryBelowAFile() {
        Path below = text.resolve("out");
        CommandRun run = CommandRun.training(text, below, "--steps", "2");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains(text.toString())
                .contains("choose another directory")
                .doesNotContain("defect");
    }

    @Test
    void anOutDirectoryThatMayNotBeWritten() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("the superuser may write everywhere")
                .isNotEqualTo("root");
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        CommandRun run = CommandRun.training(text, locked.resolve("out"), "--steps", "2");
        assertFailure(run, 1, "no permission at", "choose another directory");
    }

    @Test
    void aFullDisk() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        // A checkpoint of the tiny model takes about 70 KiB: there is room for one and no second.
        int mounted = run("mount", "-t", "tmpfs", "-o", "size=112k", "tmpfs", disk.toString());
        assumeThat(mounted).as("a small file system could be mounted").isZero();
        try {
            Path out = disk.resolve("out");
            CommandRun run =
                    CommandRun.training(text, out, "--steps", "9", "--checkpoint-every", "3");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .contains("could not be written: the disk is full")
                    .contains("Nothing that was saved before is lost.");
            CommandRun completion = generate(out);
            assertThat(completion.status()).as(completion.err()).isZero();
            assertThat(completion.err()).contains("step-00000003");
        } finally {
            run("umount", disk.toString());
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }

    private static void assertFailure(CommandRun run, int status, String... parts) {
        assertThat(run.err()).contains(parts).doesNotContain("defect").doesNotContain("\tat ");
        assertThat(run.err().lines().filter(line -> line.startsWith("steelyard: "))).hasSize(1);
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
    }

    private static CommandRun generate(Path from) {
        return CommandRun.of(
                "generate", "--model", from.toString(), "--prompt", "the", "--max-tokens", "5");
    }

    private static Path copyOfModel(String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
