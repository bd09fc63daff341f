package io.steelyard.cli;

import io.steelyard.house.Repository;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

/** Small files of the names that commands in the documents use. */
final class DocumentedFiles {
    private static final int SIDE = 28;

    private DocumentedFiles() {}

    static void write(Path directory) throws IOException {
        Random random = new Random(1);
        // With the letters of every prompt in the documents.
        Files.writeString(
                directory.resolve("input.txt"),
                "ROMEO: what light is that? JULIET: it is the public final class.\n".repeat(45));
        Files.writeString(directory.resolve("other.txt"), "JULIET: it is the light.\n".repeat(30));
        // As docs/command-line.md shows a recipe.
        Files.writeString(
                directory.resolve("mine.json"),
                "{\"layers\": 6, \"heads\": 6, \"channels\": 192, \"minimum_learning_rate\": 1e-5,"
                        + " \"weight_decay\": 0.05}");

        StringBuilder houses = new StringBuilder("area,age,price\n");
        StringBuilder mails = new StringBuilder("body,spam\n");
        for (int i = 0; i < 60; i++) {
            int area = 50 + random.nextInt(150);
            int age = random.nextInt(80);
            houses.append(area).append(',').append(age).append(',');
            houses.append(100 + 2 * area - age).append(".5\n");
            mails.append(i % 2 == 0 ? "you have won a prize,yes\n" : "see you at lunch,no\n");
        }
        Files.writeString(directory.resolve("houses.csv"), houses);
        Files.writeString(directory.resolve("mails.csv"), mails);
        Files.writeString(directory.resolve("new-houses.csv"), "area,age\n120,3\n80,40\n");

        writeResults(directory, random);

        for (String shade : new String[] {"dark", "light"}) {
            Path folder = Files.createDirectories(directory.resolve("images").resolve(shade));
            for (int i = 0; i < 12; i++) {
                ImageIO.write(
                        picture(shade.equals("dark") ? 40 : 200, random),
                        "png",
                        folder.resolve(i + ".png").toFile());
            }
        }
        ImageIO.write(picture(200, random), "png", directory.resolve("shoe.png").toFile());

        for (String name : List.of("fashion-mnist", "mnist")) {
            Path idx = Files.createDirectories(directory.resolve(name));
            writeIdx(idx, "train", 60, random);
            writeIdx(idx, "t10k", 20, random);
        }
    }

    /** What docs/results.md trains on, and its recipes, which are taken from there. */
    private static void writeResults(Path directory, Random random) throws IOException {
        StringBuilder housing = new StringBuilder("median_income,ocean_proximity,");
        housing.append("median_house_value\n");
        StringBuilder questions = new StringBuilder();
        StringBuilder good = new StringBuilder();
        StringBuilder bad = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            int income = 1 + random.nextInt(9);
            housing.append(income).append(i % 3 == 0 ? ",INLAND," : ",NEAR BAY,");
            housing.append(50_000.5 * income).append('\n');
            questions.append(i % 2 == 0 ? "NUM\tHow many are there ?\n" : "HUM\tWho is it ?\n");
            good.append("a fine film number ").append(i).append('\n');
            bad.append("a dull film number ").append(i).append('\n');
        }
        Files.writeString(directory.resolve("housing.csv"), housing);
        Files.writeString(directory.resolve("trec.tsv"), questions);
        Files.writeString(directory.resolve("trec-test.tsv"), questions);
        Path reviews = Files.createDirectories(directory.resolve("rt-polaritydata"));
        Files.writeString(reviews.resolve("rt-polarity.pos"), good);
        Files.writeString(reviews.resolve("rt-polarity.neg"), bad);
        List<String> names = List.of("reviews.json", "fashion.json", "pixels.json");
        Matcher recipes =
                Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(Repository.root().resolve("docs/results.md")));
        for (String name : names) {
            if (!recipes.find()) {
                throw new IllegalStateException("docs/results.md shows no recipe for " + name);
            }
            Files.writeString(directory.resolve(name), recipes.group(1));
        }
    }

    private static BufferedImage picture(int light, Random random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, light + random.nextInt(40));
        }
        return image;
    }

    /** Images of ten classes, named as MNIST's files are. */
    private static void writeIdx(Path directory, String part, int count, Random random)
            throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        try (DataOutputStream pixels = new DataOutputStream(images);
                DataOutputStream classes = new DataOutputStream(labels)) {
            pixels.writeInt(0x803);
            pixels.writeInt(count);
            pixels.writeInt(SIDE);
            pixels.writeInt(SIDE);
            classes.writeInt(0x801);
            classes.writeInt(count);
            for (int i = 0; i < count; i++) {
                classes.writeByte(i % 10);
                for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                    pixels.writeByte(20 * (i % 10) + random.nextInt(30));
                }
            }
        }
        Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.toByteArray());
        Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
    }
}
