package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import javax.imageio.ImageIO;

/**
 * Images that are broken, in IDX files and in folders, as a user of the command line meets them.
 */
final class BadPicturesTest {
    private static final int IMAGES = 20;
    private static final int SIZE = 8;

    @TempDir private static Path directory = Path.of("");
    private static Path ofPictures = Path.of("");
    private static Path ofIdx = Path.of("");

    @TempDir private Path own = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        ofPictures = directory.resolve("of-pictures");
        trains(SmallData.bars(directory.resolve("bars"), IMAGES / 2), ofPictures);
        ofIdx = directory.resolve("of-idx");
        trains(idx(directory.resolve("idx"), SIZE, labels(IMAGES, 2)), ofIdx);
    }

    private static void trains(Path data, Path out) {
        CommandRun run = CommandRun.of(training(data, out, "--epochs", "1"));
        assertThat(run.status()).as(run.err()).isZero();
    }

    private static String[] training(Path data, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "classification"));
        arguments.addAll(List.of("--kind", "image", "--data", data.toString()));
        arguments.addAll(List.of("--out", out.toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    /** The labels 0, 1 and so on up to the classes, again and again. */
    private static byte[] labels(int count, int classes) {
        byte[] labels = new byte[count];
        IntStream.range(0, count).forEach(i -> labels[i] = (byte) (i % classes));
        return labels;
    }

    /** A directory with IDX files of {@value #IMAGES} images of a height, 8 wide. */
    private static Path idx(Path folder, int height, byte[] labels) throws IOException {
        Files.createDirectories(folder);
        byte[] pixels = labels(IMAGES * height * SIZE, 250);
        Files.write(
                folder.resolve("train-images-idx3-ubyte"),
                file(pixels, 0x803, IMAGES, height, SIZE));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), file(labels, 0x801, labels.length));
        return folder;
    }

    private static byte[] file(byte[] content, int... header) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + content.length);
        Arrays.stream(header).forEach(bytes::putInt);
        return bytes.put(content).array();
    }

    private static void halve(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    private static void trainingFails(Path data, String sentence) {
        Path out = directory.resolve("none");
        fails(CommandRun.of(training(data, out)), sentence);
        assertThat(out).doesNotExist();
    }

    private static void evaluationFails(Path model, Path data, String sentence) {
        fails(
                CommandRun.of("evaluate", "--model", model.toString(), "--data", data.toString()),
                sentence);
    }

    private static void fails(CommandRun run, String sentence) {
        assertThat(run.err()).isEqualTo("steelyard: " + sentence + System.lineSeparator());
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void idxFilesThatAreCutShort() throws IOException {
        Path plain = idx(own.resolve("plain"), SIZE, labels(IMAGES, 2));
        Path images = plain.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        halve(images);
        String sentence =
                " is no IDX file that can be read: it ends at byte 648 where its header asks for"
                        + " 1296. Fetch it again.";
        trainingFails(plain, images + sentence);
        evaluationFails(ofIdx, plain, images + sentence);

        Path compressed = idx(own.resolve("compressed"), SIZE, labels(IMAGES, 2));
        Files.delete(compressed.resolve("train-images-idx3-ubyte"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(whole);
        }
        Path gz = compressed.resolve("train-images-idx3-ubyte.gz");
        Files.write(gz, Arrays.copyOf(bytes.toByteArray(), 60));
        CommandRun run = CommandRun.of(training(compressed, directory.resolve("none")));
        // Where it ends depends on how it was compressed.
        assertThat(run.err())
                .matches(
                        "steelyard: \\Q"
                                + gz
                                + "\\E is no IDX file that can be read: it ends at byte \\d+ where"
                                + " its header asks for 1296\\. Fetch it again\\.\\R");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void idxFilesThatDoNotBelongTogether() throws IOException {
        Path folder = idx(own, SIZE, labels(IMAGES - 2, 2));
        trainingFails(
                folder,
                folder.resolve("train-images-idx3-ubyte")
                        + " holds 20 images and "
                        + folder.resolve("train-labels-idx1-ubyte")
                        + " 18 labels; name two files that belong together.");
    }

    @Test
    void idxFilesWithoutLabels() throws IOException {
        Path folder = idx(own, SIZE, labels(IMAGES, 2));
        Files.delete(folder.resolve("train-labels-idx1-ubyte"));
        trainingFails(
                folder,
                folder
                        + " has neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz; put"
                        + " one of them there.");
    }

    @Test
    void imagesOfAnotherSize() throws IOException {
        Path folder = idx(own, SIZE + 2, labels(IMAGES, 2));
        evaluationFails(
                ofIdx,
                folder,
                "train-images-idx3-ubyte, image 0 is an image 10x8x1; the model was trained on"
                        + " images of 8x8x1 (height, width, channels). Bring it to this size.");
    }

    @Test
    void aClassThatTrainingNeverSaw() throws IOException {
        evaluationFails(
                ofIdx,
                idx(own.resolve("three"), SIZE, labels(IMAGES, 3)),
                "train-images-idx3-ubyte, image 2 is of the class '2'; the model knows [0, 1]."
                        + " Leave the class out, or train with it.");
        Path folder = SmallData.bars(own.resolve("folder"), 2);
        Files.move(folder.resolve("standing"), folder.resolve("slanting"));
        evaluationFails(
                ofPictures,
                folder,
                folder.resolve("slanting/0.png")
                        + " is of the class 'slanting'; the model knows [lying, standing]. Leave"
                        + " the class out, or train with it.");
    }

    @Test
    void oneClassAlone() throws IOException {
        Path folder = idx(own, SIZE, labels(IMAGES, 1));
        trainingFails(
                folder,
                folder
                        + ": all images have the class '0', and a classifier needs two. Add images"
                        + " of another class.");
    }

    @Test
    void aFolderOfAClassThatIsEmpty() throws IOException {
        Path folder = SmallData.bars(own, 4);
        Path empty = Files.createDirectory(folder.resolve("slanting"));
        String sentence =
                empty
                        + " is a class without a picture; put its pictures there or take the folder"
                        + " out.";
        trainingFails(folder, sentence);
        evaluationFails(ofPictures, folder, sentence);
    }

    @Test
    void aPngThatIsCutShort() throws IOException {
        Path folder = SmallData.bars(own, IMAGES / 2);
        for (int i = 0; i < IMAGES / 2; i++) {
            // Whichever part a picture belongs to, it is named before the training begins.
            Path picture = folder.resolve("lying/" + i + ".png");
            byte[] whole = Files.readAllBytes(picture);
            halve(picture);
            String sentence =
                    picture
                            + " is no whole PNG, JPEG, GIF or BMP picture (Error reading PNG image"
                            + " data); mend it or take it out.";
            trainingFails(folder, sentence);
            if (i == 0) {
                evaluationFails(ofPictures, folder, sentence);
                fails(predict(picture), sentence);
            }
            Files.write(picture, whole);
        }
    }

    @Test
    void aJpegThatIsCutShort() throws IOException {
        Path folder = SmallData.bars(own, 4);
        Path png = folder.resolve("lying/3.png");
        Path jpeg = folder.resolve("lying/3.jpg");
        ImageIO.write(ImageIO.read(png.toFile()), "jpg", jpeg.toFile());
        Files.delete(png);
        byte[] whole = Files.readAllBytes(jpeg);
        Files.write(jpeg, Arrays.copyOf(whole, whole.length - 20));
        trainingFails(
                folder,
                jpeg
                        + " is no whole PNG, JPEG, GIF or BMP picture (Truncated File - Missing EOI"
                        + " marker); mend it or take it out.");
    }

    @Test
    void fewerPicturesThanTheSplitNeeds() throws IOException {
        Path folder = SmallData.bars(own, 1);
        trainingFails(
                folder,
                folder
                        + " has too few images that can be used (2): 2 to learn from and 0 to"
                        + " validate on, where each part needs one. Give more, or another"
                        + " validation_fraction in the recipe.");
    }

    @Test
    void whatIsNoPicture() throws IOException {
        Path missing = own.resolve("missing.png");
        fails(
                predict(missing),
                missing
                        + " does not exist; name a picture that does, and leave files alone while"
                        + " they are read.");
        fails(
                predict(own),
                own
                        + " has no file in it; name a folder with pictures, a picture or an IDX"
                        + " file of images.");
        Path text = Files.writeString(own.resolve("text.png"), "a text");
        fails(
                predict(text),
                text
                        + " is no whole PNG, JPEG, GIF or BMP picture (it is of no format that is"
                        + " known); mend it or take it out.");
        Path nowhere = own.resolve("nowhere");
        trainingFails(
                nowhere, nowhere + " is no directory; name one that has a folder for each class.");
    }

    @Test
    void imagesToPredictThatAreBroken() throws IOException {
        Path folder = idx(own, SIZE + 2, labels(IMAGES, 2));
        Path images = folder.resolve("train-images-idx3-ubyte");
        fails(
                predict(ofIdx, images),
                "train-images-idx3-ubyte, image 0 is an image 10x8x1; the model was trained on"
                        + " images of 8x8x1 (height, width, channels). Bring it to this size.");
        halve(images);
        fails(
                predict(ofIdx, folder),
                images
                        + " is no IDX file that can be read: it ends at byte 808 where its header"
                        + " asks for 1616. Fetch it again.");
    }

    private static CommandRun predict(Path picture) {
        return predict(ofPictures, picture);
    }

    private static CommandRun predict(Path model, Path input) {
        return CommandRun.of("predict", "--model", model.toString(), "--input", input.toString());
    }
}
