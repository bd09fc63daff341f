package io.steelyard.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a table in CSV that is larger than memory: sixteen numbers, one in fifty of them missing,
 * two categories, and {@code y}, which is {@code yes} where a sum of some of them and of noise is
 * above 0. The best that can be said of the noise is right for about nine rows in ten.
 *
 * <pre>{@code
 * java benchmarks/src/main/java/io/steelyard/benchmarks/LargeTable.java big.csv 5
 * }</pre>
 *
 * <p>Arguments: the file, and its size in gigabytes (1e9 bytes).
 */
public final class LargeTable {
    private static final int NUMBERS = 16;
    private static final int FLUSHED = 1 << 20;
    private static final String[] COLORS = {"red", "green", "blue", "yellow"};

    /** Digits behind the decimal point. */
    private static final int DIGITS = 4;

    private LargeTable() {}

    /** Writes the table and prints what it has written. */
    public static void main(String... arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        long size = Math.round(Double.parseDouble(arguments[1]) * 1e9);
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder(2 * FLUSHED);
        for (int i = 0; i < NUMBERS; i++) {
            text.append('x').append(i).append(',');
        }
        text.append("color,shop,y\n");
        long written = 0;
        long rows = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            while (written < size) {
                while (text.length() < FLUSHED) {
                    row(random, text);
                    rows++;
                }
                byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
                out.write(bytes);
                written += bytes.length;
                text.setLength(0);
            }
        }
        System.out.printf("%s: %,d bytes, %,d rows%n", file, written, rows);
    }

    private static void row(SplittableRandom random, StringBuilder text) {
        double sum = 0;
        for (int i = 0; i < NUMBERS; i++) {
            double value = random.nextGaussian();
            if (i < 4) {
                sum += i % 2 == 0 ? value : -value;
            }
            if (random.nextInt(50) > 0) {
                number(value, text);
            }
            text.append(',');
        }
        int color = random.nextInt(COLORS.length);
        sum += color - 1.5;
        text.append(COLORS[color]).append(',');
        text.append("shop-").append(random.nextInt(30)).append(',');
        text.append(sum + 0.6 * random.nextGaussian() > 0 ? "yes\n" : "no\n");
    }

    /** With a fixed number of digits, which is written several times as fast as the shortest. */
    private static void number(double value, StringBuilder text) {
        long scaled = Math.round(Math.abs(value) * 10_000);
        text.append(value < 0 ? "-" : "").append(scaled / 10_000).append('.');
        String digits = Long.toString(scaled % 10_000);
        text.repeat('0', DIGITS - digits.length()).append(digits);
    }
}
