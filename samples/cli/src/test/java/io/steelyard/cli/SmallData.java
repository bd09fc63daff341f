package io.steelyard.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

/** Data of each kind that a classifier learns something from in a second. */
final class SmallData {
    private SmallData() {}

    /** A table of points {@code x, y, side}: {@code low} below the diagonal, {@code high} above. */
    static Path points(Path file, int rows) throws IOException {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder("x,y,side\n");
        for (int i = 0; i < rows; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            text.append(x).append(',').append(y).append(',').append(x > y ? "low" : "high");
            text.append('\n');
        }
        return Files.writeString(file, text);
    }

    /** A table of texts {@code text, mood} of two to thirty words, one of which says the mood. */
    static Path sentences(Path file, int rows) throws IOException {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder("text,mood\n");
        for (int i = 0; i < rows; i++) {
            boolean good = random.nextBoolean();
            List<String> moods = good ? List.of("fine", "lovely") : List.of("grim", "dull");
            text.append("the day was ".repeat(random.nextInt(10)))
                    .append(moods.get(random.nextInt(2)))
                    .append(random.nextBoolean() ? " and long" : " and short")
                    .append(good ? ",good\n" : ",sad\n");
        }
        return Files.writeString(file, text);
    }

    /** Folders {@code lying} and {@code standing} of gray pictures, 8 by 8, with a bar. */
    static Path bars(Path folder, int each) throws IOException {
        Random random = new Random(3);
        for (boolean lying : new boolean[] {true, false}) {
            Path own = Files.createDirectories(folder.resolve(lying ? "lying" : "standing"));
            for (int i = 0; i < each; i++) {
                ImageIO.write(bar(random, lying), "png", own.resolve(i + ".png").toFile());
            }
        }
        return folder;
    }

    private static BufferedImage bar(Random random, boolean lying) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        int at = random.nextInt(8);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                int light = (lying ? y : x) == at ? 200 : 0;
                image.getRaster().setSample(x, y, 0, light + random.nextInt(50));
            }
        }
        return image;
    }
}
