package io.steelyard.classification;

import io.steelyard.data.table.Tables;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import javax.imageio.ImageIO;

/** Small data of each kind with something to learn in it. */
final class TestData {
    private TestData() {}

    /**
     * Points in a plane: {@code class} says on which side of a line they are, {@code value} is
     * {@code 3 x - 2 y + 5}, {@code labels} name the signs that are positive, and {@code color} is
     * a category that says nothing.
     */
    static Table points(int count) {
        Random random = new Random(7);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            List<String> labels = new ArrayList<>();
            if (x > 0) {
                labels.add("right");
            }
            if (y > 0) {
                labels.add("top");
            }
            rows.add(
                    Arrays.asList(
                            Double.toString(x),
                            Double.toString(y),
                            List.of("red", "green", "blue").get(random.nextInt(3)),
                            x + y > 0 ? "above" : "below",
                            Double.toString(3 * x - 2 * y + 5),
                            String.join("|", labels)));
        }
        return Tables.of("points", List.of("x", "y", "color", "class", "value", "labels"), rows);
    }

    /** The points with one target alone, so that no other gives it away. */
    static Table points(int count, String target) {
        return Tables.select(points(count), List.of("x", "y", "color", target));
    }

    /** Sentences whose mood one word of several says. */
    static Table sentences(int count) {
        Random random = new Random(7);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean good = random.nextBoolean();
            List<String> words =
                    good ? List.of("fine", "lovely", "bright") : List.of("bad", "dull", "grim");
            rows.add(
                    List.of(
                            "the  day was "
                                    + words.get(random.nextInt(3))
                                    + " and "
                                    + List.of("long", "short").get(random.nextInt(2)),
                            good ? "good" : "sad"));
        }
        return Tables.of("sentences", List.of("text", "mood"), rows);
    }

    /** Folders {@code lying} and {@code standing} of 8 by 8 pictures with a bar and some noise. */
    static Path bars(Path directory, int each) {
        Random random = new Random(7);
        try {
            for (boolean lying : new boolean[] {true, false}) {
                Path folder =
                        Files.createDirectories(directory.resolve(lying ? "lying" : "standing"));
                for (int i = 0; i < each; i++) {
                    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
                    int at = random.nextInt(8);
                    for (int y = 0; y < 8; y++) {
                        for (int x = 0; x < 8; x++) {
                            int light = (lying ? y : x) == at ? 200 : 0;
                            image.getRaster().setSample(x, y, 0, light + random.nextInt(50));
                        }
                    }
                    ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return directory;
    }

    /** A training of a second. */
    static ClassificationRecipe quick(ClassificationRecipe recipe) {
        return recipe.with(
                Map.of(
                        "seed", 1,
                        "checkpoint_every", 3,
                        "optimization",
                                Map.of(
                                        "batch_size", 16,
                                        "learning_rate", 0.01,
                                        "warmup_steps", 5)));
    }
}
