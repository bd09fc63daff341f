package com.example.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class SentimentTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Sentiment.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** In percent, as the line of an architecture says. */
    private double accuracy(String architecture) {
        return out.toString()
                .lines()
                .map(line -> line.split(" +"))
                .filter(words -> words[0].equals(architecture))
                .mapToDouble(words -> Double.parseDouble(words[2]))
                .findFirst()
                .orElseThrow();
    }

    private List<String> answers() {
        return out.toString().lines().filter(line -> line.contains(", with a prob")).toList();
    }

    /**
     * Two in a hundred labels are wrong. Where two parts of an opinion have one denial between
     * them, words alone say nothing, which is so for 2 * 0.35 * 0.65 = 46 of a hundred: at most 54
     * + 23 are found.
     */
    @Test
    void whatReadsInOrderBeatsABagOfWords() {
        String good = "The ending was hardly that tedious and the pace was truly charming";
        String bad = "The ending was truly tedious and the pace was hardly that charming";
        assertThat(run("--epochs", "6", "--text", good, "--text", bad)).isZero();
        assertThat(accuracy("bag-of-words")).isLessThan(77);
        assertThat(accuracy("text-cnn")).isGreaterThan(90);
        assertThat(out.toString()).contains("2,700 opinions to train with, 300 held out");
        List<String> mistakes =
                out.toString().lines().filter(line -> line.contains(" by its label, ")).toList();
        assertThat(mistakes).hasSize(5);
        assertThat(answers().subList(5, 7))
                .satisfiesExactly(
                        said -> assertThat(said).startsWith("positive, ").endsWith(good),
                        said -> assertThat(said).startsWith("negative, ").endsWith(bad));
    }

    @Test
    void realOpinionsAndSentencesFromStandardInput() {
        Path folder = shared("shared/data/sentiment/rt-polaritydata");
        InputStream before = System.in;
        System.setIn(
                new ByteArrayInputStream(
                        "a moving film\nbad and boring\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(
                            run(
                                    "--data=" + folder,
                                    "--architecture=bag-of-words",
                                    "--epochs=2",
                                    "--text=-"))
                    .isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString()).contains("9,596 opinions to train with, 1,066 held out");
        assertThat(accuracy("bag-of-words")).isGreaterThan(62);
        assertThat(answers().subList(5, 7))
                .satisfiesExactly(
                        said -> assertThat(said).startsWith("rt-polarity.pos").endsWith(" film"),
                        said -> assertThat(said).startsWith("rt-polarity.neg").endsWith(" boring"));
    }

    private static Path shared(String name) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.exists(up.resolve(name))) {
                return up.resolve(name);
            }
        }
        return Assumptions.abort(name + " is not beside or above this project");
    }

    @Test
    void anUnknownArchitectureIsRefused() {
        assertThat(run("--architecture", "text-cmm")).isEqualTo(1);
        assertThat(err.toString()).contains("text-cmm").contains("text-cnn");
    }
}
