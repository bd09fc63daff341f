package com.example.regression;

import io.steelyard.data.Split;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Houses, or districts of houses.
 *
 * @param columns what is known of each
 * @param x a row for each house
 * @param price of each, in 100,000 dollars
 */
record Houses(List<String> columns, float[][] x, float[] price) {
    private static final double UNIT = 100_000;
    private static final String PRICE = "median_house_value";
    private static final List<String> CALIFORNIA =
            List.of(
                    "longitude",
                    "latitude",
                    "housing_median_age",
                    "total_rooms",
                    "total_bedrooms",
                    "population",
                    "households",
                    "median_income");

    /** Training part and the part held out. */
    record Parts(Houses training, Houses heldOut) {}

    int count() {
        return x.length;
    }

    /** The California housing table; rows in which a number is missing are left out. */
    static Houses read(Table table) {
        List<float[]> x = new ArrayList<>();
        List<Float> prices = new ArrayList<>();
        int[] places = CALIFORNIA.stream().mapToInt(column -> place(table, column)).toArray();
        int pricePlace = place(table, PRICE);
        for (Row row : table.rows()) {
            float[] numbers = new float[places.length];
            boolean complete = row.value(pricePlace) != null;
            for (int j = 0; complete && j < places.length; j++) {
                complete = row.value(places[j]) != null;
                numbers[j] = complete ? (float) number(table, row, places[j]) : 0;
            }
            if (complete) {
                x.add(numbers);
                prices.add((float) (number(table, row, pricePlace) / UNIT));
            }
        }
        float[] price = new float[prices.size()];
        for (int i = 0; i < price.length; i++) {
            price[i] = prices.get(i);
        }
        return new Houses(CALIFORNIA, x.toArray(float[][]::new), price);
    }

    private static int place(Table table, String column) {
        int place = table.columns().indexOf(column);
        if (place < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    table.name()
                            + " has no column '"
                            + column
                            + "'; it has "
                            + table.columns()
                            + ". Give the California housing table.");
        }
        return place;
    }

    private static double number(Table table, Row row, int place) {
        String value = String.valueOf(row.value(place));
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException none) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    table.name()
                            + ", line "
                            + row.line()
                            + ", column '"
                            + table.columns().get(place)
                            + "': '"
                            + value
                            + "' is no number. Correct it.",
                    none);
        }
    }

    /** Houses whose price is known to be {@code 1.5 + 0.02 area - 0.01 age - 0.05 distance}. */
    static Houses generate(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] x = new float[count][];
        float[] price = new float[count];
        for (int i = 0; i < count; i++) {
            double area = random.nextDouble(40, 200);
            double age = random.nextDouble(0, 80);
            double distance = random.nextDouble(0, 30);
            double noise = 0.2 * random.nextGaussian();
            x[i] = new float[] {(float) area, (float) age, (float) distance};
            price[i] = (float) (1.5 + 0.02 * area - 0.01 * age - 0.05 * distance + noise);
        }
        return new Houses(List.of("area", "age", "distance"), x, price);
    }

    /**
     * A fifth is held out; the columns of both parts have mean 0 and standard deviation 1 over the
     * other four.
     */
    Parts split(long seed) {
        Split split = Split.random(count(), 0.2, seed);
        Houses training = subset(split.training());
        Houses heldOut = subset(split.heldOut());
        for (int j = 0; j < columns.size(); j++) {
            double mean = 0;
            for (float[] row : training.x) {
                mean += row[j] / (double) training.count();
            }
            double variance = 0;
            for (float[] row : training.x) {
                variance += (row[j] - mean) * (row[j] - mean) / training.count();
            }
            training.scale(j, mean, Math.sqrt(variance));
            heldOut.scale(j, mean, Math.sqrt(variance));
        }
        return new Parts(training, heldOut);
    }

    private Houses subset(int[] indices) {
        float[][] rows = new float[indices.length][];
        float[] prices = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            rows[i] = x[indices[i]].clone();
            prices[i] = price[indices[i]];
        }
        return new Houses(columns, rows, prices);
    }

    private void scale(int column, double mean, double deviation) {
        for (float[] row : x) {
            row[column] = (float) ((row[column] - mean) / deviation);
        }
    }

    /** All of them at once, as gradient descent takes them. */
    Batch batch() {
        float[] flat = new float[count() * columns.size()];
        for (int i = 0; i < count(); i++) {
            System.arraycopy(x[i], 0, flat, i * columns.size(), columns.size());
        }
        return Batch.of(
                "x",
                NdArray.of(flat, count(), columns.size()),
                Targets.VALUES,
                NdArray.of(price, count()));
    }
}
