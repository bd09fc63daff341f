package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tables and texts that are broken, as a user of the command line meets them: the whole sentence
 * says where, what was expected and what to do, and nothing is trained.
 */
final class BadDataTest {
    @TempDir private static Path directory = Path.of("");
    private static Path points = Path.of("");
    private static Path ofPoints = Path.of("");
    private static Path ofTexts = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        points = SmallData.points(directory.resolve("points.csv"), 100);
        ofPoints = directory.resolve("of-points");
        done(CommandRun.of(training(points, ofPoints, "--label", "side", "--epochs", "1")));
        Path texts = SmallData.sentences(directory.resolve("sentences.csv"), 40);
        ofTexts = directory.resolve("of-texts");
        done(CommandRun.of(training(texts, ofTexts, text("--epochs", "1"))));
    }

    private static void done(CommandRun run) {
        assertThat(run.status()).as(run.err()).isZero();
    }

    private static String[] training(Path data, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "classification"));
        arguments.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    private static String[] text(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--text", "text", "--label", "mood"));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** Nothing but the sentence is said, and nothing is left behind. */
    private static void trainingFails(Path data, String sentence, String... options) {
        Path out = directory.resolve("none");
        fails(CommandRun.of(training(data, out, options)), sentence);
        assertThat(out).doesNotExist();
    }

    private static void tableFails(Path data, String sentence) {
        trainingFails(data, sentence, "--label", "side");
    }

    private static void evaluationFails(Path model, Path data, String sentence) {
        fails(
                CommandRun.of("evaluate", "--model", model.toString(), "--data", data.toString()),
                sentence);
    }

    private static void predictionFails(Path model, Path input, String sentence) {
        fails(
                CommandRun.of("predict", "--model", model.toString(), "--input", input.toString()),
                sentence);
    }

    private static void fails(CommandRun run, String sentence) {
        assertThat(run.err()).isEqualTo("steelyard: " + sentence + System.lineSeparator());
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void aRaggedRow() throws IOException {
        Path ragged = write("ragged.csv", "x,y,side\n1,2,low\n3\n");
        String sentence =
                ragged
                        + ", line 3: the row has 1 value and the first row 3. Give each row as"
                        + " many; a value with a delimiter in it belongs in quotes.";
        tableFails(ragged, sentence);
        evaluationFails(ofPoints, ragged, sentence);
        predictionFails(ofPoints, ragged, sentence);
    }

    @Test
    void aQuoteThatIsNotClosed() throws IOException {
        Path open = write("open.csv", "x,y,side\n1,2,low\n\"3,2,low\n");
        tableFails(
                open,
                open
                        + ", line 3: the quote before value 1 is not closed up to the end of the"
                        + " file. Close it, or, where it is part of the value, put the value in"
                        + " quotes and write it twice.");
    }

    @Test
    void aLabelThatTrainingNeverSaw() throws IOException {
        Path strange = write("strange.csv", "x,y,side\n1,2,low\n1,2,beside\n");
        String sentence =
                strange
                        + ", line 3, column 'side': the training part has no row with the label"
                        + " 'beside'. Known are: high, low.";
        evaluationFails(ofPoints, strange, sentence);
        // Before a training rather than after it.
        trainingFails(points, sentence, "--label", "side", "--test", strange.toString());
        Path mood = write("mood.csv", "text,mood\na day,good\na day,odd\n");
        evaluationFails(
                ofTexts,
                mood,
                mood
                        + ", line 3, column 'mood': the training part has no row with the label"
                        + " 'odd'. Known are: good, sad.");
    }

    @Test
    void aColumnThatIsNotThere() throws IOException {
        trainingFails(
                points,
                points + " has no column 'sid'. Did you mean 'side'? Known are: side, x, y.",
                "--label",
                "sid");
        Path unlabelled = write("unlabelled.csv", "x,y\n1,2\n");
        String sentence = unlabelled + " has no column 'side'. Known are: x, y.";
        evaluationFails(ofPoints, unlabelled, sentence);
        trainingFails(points, sentence, "--label", "side", "--test", unlabelled.toString());
        Path half = write("half.csv", "y,weight\n1,2\n");
        predictionFails(ofPoints, half, half + " has no column 'x'. Known are: weight, y.");
        evaluationFails(ofTexts, half, half + " has no column 'text'. Known are: weight, y.");
    }

    @Test
    void aColumnWithoutValues() throws IOException {
        Path blank = write("blank.csv", "x,y,side\n" + ",,low\n,,high\n".repeat(10));
        tableFails(
                blank,
                blank
                        + " has no column that a model can learn from; 'x' because no row of the"
                        + " training part has a value; 'y' because no row of the training part has"
                        + " a value.");
        Path unlabelled = write("no-labels.csv", "x,y,side\n" + "1,2,\n".repeat(10));
        tableFails(
                unlabelled,
                "Cleaning leaves no row of "
                        + unlabelled
                        + ": rows without a label 10. Clean less, impute missing values, or name"
                        + " another label column.");
        Path silent = write("silent.csv", "text,mood\n" + " ,good\n,sad\n".repeat(5));
        trainingFails(
                silent,
                "Cleaning leaves no row of "
                        + silent
                        + ": rows without text 10. Clean less, impute missing values, or name"
                        + " another label column.",
                text());
    }

    @Test
    void aColumnWithoutValuesAmongOthersIsLeftOutAndSaid() throws IOException {
        StringBuilder rows = new StringBuilder("x,y,side\n");
        for (int i = 0; i < 20; i++) {
            rows.append(i).append(",,").append(i % 2 == 0 ? "low\n" : "high\n");
        }
        Path file = write("one-blank.csv", rows.toString());
        Path out = directory.resolve("one-blank");
        CommandRun run = CommandRun.of(training(file, out, "--label", "side", "--epochs", "1"));
        done(run);
        assertThat(run.err())
                .contains("column 'y' is left out: no row of the training part has a value");
    }

    /** Twenty rows, and in one line another value of x. */
    private static Path withValue(String name, int place, String value) throws IOException {
        StringBuilder rows = new StringBuilder("x,y,side\n");
        for (int line = 2; line <= 21; line++) {
            rows.append(line == place ? value : "" + line).append(',').append(line * line % 7);
            rows.append(line % 2 == 0 ? ",low\n" : ",high\n");
        }
        return write(name, rows.toString());
    }

    @Test
    void aNumberThatIsNone() throws IOException {
        for (int line = 2; line <= 21; line++) {
            // Whichever part the row belongs to, it is named before the training begins.
            Path words = withValue("words.csv", line, "three");
            Path out = directory.resolve("none");
            CommandRun run = CommandRun.of(training(words, out, "--label", "side"));
            assertThat(run.err())
                    .startsWith(
                            "steelyard: "
                                    + words
                                    + ", line "
                                    + line
                                    + ", column 'x': 'three' is no number")
                    .hasLineCount(1);
            assertThat(run.status()).isEqualTo(1);
            assertThat(out).doesNotExist();
        }
        Path words = withValue("words.csv", 12, "three");
        String sentence =
                words
                        + ", line 12, column 'x': 'three' is no number. Correct it, or name it"
                        + " among the values that stand for a missing one.";
        evaluationFails(ofPoints, words, sentence);
        predictionFails(ofPoints, words, sentence);
        // As the sentence says.
        done(
                CommandRun.of(
                        "evaluate",
                        "--model",
                        ofPoints.toString(),
                        "--data",
                        words.toString(),
                        "--missing",
                        "three"));
    }

    @Test
    void aValueToPredictThatIsNoNumber() throws IOException {
        Path prices = write("prices.csv", "x,price\n" + "1,2.5\n2,3.5\n".repeat(10) + "3,dear\n");
        trainingFails(
                prices,
                prices
                        + ", line 22, column 'price': 'dear' is no number, and a value is to be"
                        + " predicted. Correct it, or predict classes.",
                "--label",
                "price");
    }

    @Test
    void bytesOfAnotherEncoding() throws IOException {
        byte[] rows =
                "x,y,side\n1,na\u00efve,low\n2,gar\u00e7on,high\n".getBytes(StandardCharsets.UTF_8);
        int at = new String(rows, StandardCharsets.ISO_8859_1).indexOf("gar") + 3;
        // The second one in ISO-8859-1, a byte in place of two.
        byte[] mixed = Arrays.copyOf(rows, rows.length - 1);
        mixed[at] = (byte) 0xe7;
        System.arraycopy(rows, at + 2, mixed, at + 1, rows.length - at - 2);
        Path file = Files.write(directory.resolve("mixed.csv"), mixed);
        String sentence =
                file
                        + ", line 3, column 6: the byte 0xE7 is no text in UTF-8. Save the file as"
                        + " UTF-8, or name the character set that it is in; in ISO-8859-1 it would"
                        + " read '2,gar\u00e7on,high' here.";
        tableFails(file, sentence);
        evaluationFails(ofPoints, file, sentence);
        predictionFails(ofTexts, file, sentence);
    }

    @Test
    void aFileThatIsNotThere() {
        Path missing = directory.resolve("missing.csv");
        String sentence =
                missing
                        + " does not exist. Check the path; the working folder is "
                        + Path.of("").toAbsolutePath()
                        + ".";
        tableFails(missing, sentence);
        evaluationFails(ofPoints, missing, sentence);
        predictionFails(ofPoints, missing, sentence);
        predictionFails(ofTexts, missing, sentence);
        trainingFails(points, sentence, "--label", "side", "--test", missing.toString());
    }

    @Test
    void aFileWithoutRows() throws IOException {
        Path empty = write("empty.csv", "");
        String sentence = empty + " has no rows. Name a file that has some.";
        tableFails(empty, sentence);
        evaluationFails(ofPoints, empty, sentence);
        Path header = write("header.csv", "x,y,side\n");
        String more =
                header
                        + " has a header and no rows behind it. Name a file that has some, or say"
                        + " that it has no header.";
        tableFails(header, more);
        predictionFails(ofPoints, header, more);
    }

    @Test
    void oneClassAlone() throws IOException {
        Path low = write("low.csv", "x,y,side\n" + "1,2,low\n2,3,low\n".repeat(10));
        tableFails(
                low,
                low
                        + ", label column 'side': all rows of the training part have the label"
                        + " 'low', and a classifier needs two. Name another label column, or add"
                        + " rows of another class.");
    }

    @Test
    void fewerRowsThanTheSplitNeeds() throws IOException {
        Path three = write("three.csv", "x,y,side\n1,2,low\n2,1,high\n3,1,high\n");
        tableFails(
                three,
                three
                        + " has too few rows that can be used (3): 3 to learn from and 0 to"
                        + " validate on, where each part needs one. Give more, or another"
                        + " validation_fraction in the recipe.");
    }
}
