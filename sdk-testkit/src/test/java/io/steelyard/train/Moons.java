package io.steelyard.train;

import io.steelyard.model.Scope;
import io.steelyard.model.SeedHash;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Dropout;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Features;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;

import java.util.List;
import java.util.Random;

/** Two half circles that interlock: points of the plane with their class. */
record Moons(long count, long seed) implements IndexedDataset<Moons.Point> {
    record Point(float x, float y, int label) {}

    /** A network of one hidden layer for them. */
    record Classifier(int hidden, float dropout) implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor inner = scope.apply("hidden", new Dense(hidden), features.get("point")).tanh();
            Tensor kept = scope.apply("dropout", new Dropout(dropout), inner);
            return scope.apply("output", new Dense(2), kept); // [batch, 2]
        }
    }

    @Override
    public Point get(long index) {
        Random random = new Random(SeedHash.fold(seed, "point " + index));
        int label = random.nextInt(2);
        double angle = Math.PI * random.nextDouble();
        double x = label == 0 ? Math.cos(angle) : 1 - Math.cos(angle);
        double y = label == 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
        return new Point(
                (float) (x + 0.1 * random.nextGaussian()),
                (float) (y + 0.1 * random.nextGaussian()),
                label);
    }

    /** In their order. */
    Dataset<Batch> batches(int size) {
        return batch(size).map(Moons::batch);
    }

    /** In another order in each epoch. */
    Dataset<Batch> shuffledBatches(int size) {
        return shuffle(seed).batch(size).map(Moons::batch);
    }

    static Batch batch(List<Point> points) {
        float[] coordinates = new float[2 * points.size()];
        int[] labels = new int[points.size()];
        for (int i = 0; i < labels.length; i++) {
            coordinates[2 * i] = points.get(i).x();
            coordinates[2 * i + 1] = points.get(i).y();
            labels[i] = points.get(i).label();
        }
        return Batch.of(
                "point",
                NdArray.of(coordinates, labels.length, 2),
                "labels",
                NdArray.of(labels, labels.length));
    }
}
