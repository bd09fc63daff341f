package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

/** The forms in which pictures are given to be predicted. */
final class PredictedPicturesTest {
    private static final int EACH = 10;

    @TempDir private static Path directory = Path.of("");
    private static Path pictures = Path.of("");
    private static List<Path> files = List.of();

    @BeforeAll
    static void train() throws IOException {
        pictures = SmallData.bars(directory.resolve("bars"), EACH);
        files =
                List.of("lying", "standing").stream()
                        .flatMap(
                                name ->
                                        IntStream.range(0, EACH)
                                                .mapToObj(
                                                        i ->
                                                                pictures.resolve(
                                                                        name + "/" + i + ".png")))
                        .toList();
        CommandRun run =
                CommandRun.of(
                        "train",
                        "classification",
                        "--kind",
                        "image",
                        "--data",
                        pictures.toString(),
                        "--out",
                        model().toString(),
                        "--epochs",
                        "2");
        assertThat(run.status()).as(run.err()).isZero();
    }

    private static Path model() {
        return directory.resolve("model");
    }

    /** What is printed for each example: what is said of it, and where it stands. */
    private static List<String[]> predicted(Path input) {
        CommandRun run =
                CommandRun.of(
                        "predict", "--model", model().toString(), "--input", input.toString());
        assertThat(run.status()).as(run.err()).isZero();
        return run.out().lines().map(line -> line.split("\t(?=[^\t]*$)")).toList();
    }

    private static List<String> said(List<String[]> lines) {
        return lines.stream().map(line -> line[0]).toList();
    }

    private static List<String> places(List<String[]> lines) {
        return lines.stream().map(line -> line[1]).toList();
    }

    @Test
    void aFolderOfPictures() {
        List<String[]> lines = predicted(pictures);
        assertThat(places(lines))
                .containsExactlyElementsOf(files.stream().map(Path::toString).toList());
        assertThat(said(lines)).allMatch(said -> said.matches("(lying|standing)\t[01]\\.\\d{4}"));
    }

    @Test
    void anIdxFileOfTheSamePicturesGivesTheSame() throws IOException {
        ByteBuffer idx = ByteBuffer.allocate(16 + files.size() * 64);
        idx.putInt(0x803).putInt(files.size()).putInt(8).putInt(8);
        for (Path file : files) {
            for (int sample :
                    ImageIO.read(file.toFile()).getRaster().getPixels(0, 0, 8, 8, (int[]) null)) {
                idx.put((byte) sample);
            }
        }
        Path folder = Files.createDirectory(directory.resolve("idx"));
        Path file = Files.write(folder.resolve("t10k-images-idx3-ubyte"), idx.array());
        List<String[]> lines = predicted(file);
        assertThat(said(lines)).isEqualTo(said(predicted(pictures)));
        assertThat(places(lines)).first().isEqualTo("t10k-images-idx3-ubyte, image 0");
        assertThat(places(lines)).last().isEqualTo("t10k-images-idx3-ubyte, image 19");
        assertThat(said(predicted(folder))).isEqualTo(said(lines));
    }
}
