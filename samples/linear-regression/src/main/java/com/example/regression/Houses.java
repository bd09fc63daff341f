package com.example.regression;

import io.steelyard.data.Datasets;
import io.steelyard.data.Split;
import io.steelyard.data.table.RowEncoder;
import io.steelyard.data.table.TableColumn;
import io.steelyard.data.table.TableEncoder;
import io.steelyard.data.table.TableEncoding;
import io.steelyard.data.table.TableProfile;
import io.steelyard.data.table.Tables;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Houses as numbers.
 *
 * @param columns what is known of each
 * @param x a row for each house
 * @param price of each, in 100,000 dollars
 */
record Houses(List<String> columns, float[][] x, float[] price) {
    static final double UNIT = 100_000;

    /** Those to learn from, and those to see by how well it was learned. */
    record Parts(Houses training, Houses heldOut) {}

    int count() {
        return x.length;
    }

    /** A table of houses whose price is known to be the formula below, in dollars. */
    static Table madeUp(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double area = random.nextDouble(40, 200);
            double age = random.nextDouble(0, 80);
            double distance = random.nextDouble(0, 30);
            double noise = 20_000 * random.nextGaussian();
            double price = 150_000 + 2_000 * area - 1_000 * age - 5_000 * distance + noise;
            rows.add(Stream.of(area, age, distance, price).map(String::valueOf).toList());
        }
        return Tables.of("made-up houses", List.of("area", "age", "distance", "price"), rows);
    }

    /**
     * Makes numbers of a table and holds a fifth of it out. A column of numbers gets the mean 0 and
     * the standard deviation 1 over the other four fifths, and a missing number becomes their
     * median; a column of words becomes one of 0 and 1 for each word.
     */
    static Parts of(Table table, String priceColumn, long seed) {
        TableColumn price = TableColumn.of(table, priceColumn);
        List<String> known = new ArrayList<>(table.columns());
        known.remove(priceColumn);
        int count = Math.toIntExact(table.rows().size().orElseThrow());
        Split split = Split.random(count, 0.2, seed);
        TableProfile profile = TableProfile.of(table, split::isTraining);
        TableEncoder encoder = TableEncoder.fit(profile, known, TableEncoding.defaults());
        return new Parts(
                encode(encoder, table, Datasets.where(table.rows(), split::isTraining), price),
                encode(encoder, table, Datasets.where(table.rows(), split::isHeldOut), price));
    }

    private static Houses encode(
            TableEncoder encoder, Table table, Iterable<Row> rows, TableColumn price) {
        RowEncoder numbers = encoder.on(table);
        List<float[]> x = new ArrayList<>();
        List<Double> prices = new ArrayList<>();
        for (Row row : rows) {
            x.add(numbers.numbers(row));
            prices.add(
                    price.number(row)
                            .orElseThrow(
                                    () ->
                                            price.refusal(
                                                    row.line(),
                                                    "the price is missing. Add it, or leave the"
                                                            + " row out.")));
        }
        float[] inUnits = new float[prices.size()];
        for (int i = 0; i < inUnits.length; i++) {
            inUnits[i] = (float) (prices.get(i) / UNIT);
        }
        return new Houses(encoder.numberNames(), x.toArray(float[][]::new), inUnits);
    }
}
