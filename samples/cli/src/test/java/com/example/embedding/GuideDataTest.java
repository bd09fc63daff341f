package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Steelyard;
import io.steelyard.data.Datasets;
import io.steelyard.data.LengthBuckets;
import io.steelyard.data.PackedRow;
import io.steelyard.data.PackedSequences;
import io.steelyard.data.PaddedSequences;
import io.steelyard.data.Split;
import io.steelyard.nn.Dense;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.Sgd;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Model;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Callback;
import io.steelyard.train.CheckpointPolicy;
import io.steelyard.train.Predictor;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The guide's code about data, callbacks and checkpoints. */
final class GuideDataTest {
    private static final long SEED = 7;

    @TempDir private Path directory = Path.of("");

    // snippet: reading
    record Reading(float time, float value) {
        static Batch batch(List<Reading> readings) {
            float[] times = new float[readings.size()];
            float[] values = new float[readings.size()];
            for (int i = 0; i < readings.size(); i++) {
                times[i] = readings.get(i).time();
                values[i] = readings.get(i).value();
            }
            return Batch.of(
                    "time",
                    NdArray.of(times, readings.size(), 1),
                    Targets.VALUES,
                    NdArray.of(values, readings.size(), 1));
        }
    }

    // end

    private static List<Reading> readings() {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readings.add(new Reading(i / 100f, 3 * i / 100f + 1));
        }
        return readings;
    }

    private static List<Dataset<Batch>> parts(List<Reading> readings, long seed) {
        // snippet: pipeline
        IndexedDataset<Reading> all = Datasets.of(readings);
        Split split = Split.random(readings.size(), 0.2, seed);
        Dataset<Batch> train =
                Datasets.seededMap(
                                Datasets.subset(all, split.training()).shuffle(seed),
                                seed,
                                2, // threads
                                (reading, random) ->
                                        new Reading(
                                                reading.time(),
                                                reading.value()
                                                        + (float) random.nextGaussian(0, 0.01)))
                        .batch(16)
                        .map(Reading::batch)
                        .prefetch(4);
        Dataset<Batch> validation =
                Datasets.subset(all, split.heldOut()).batch(64).map(Reading::batch);
        // end
        return List.of(train, validation);
    }

    @Test
    void aPipelineFeedsATraining() {
        List<Dataset<Batch>> parts = parts(readings(), SEED);
        Dataset<Batch> train = parts.getFirst();
        Dataset<Batch> validation = parts.getLast();
        Model line = (scope, features) -> scope.apply("line", new Dense(1), features.get("time"));
        List<Double> losses = new ArrayList<>();
        try (Steelyard sdk = Steelyard.create()) {
            // snippet: callback
            Callback watch =
                    new Callback() {
                        @Override
                        public void validated(long step, Map<String, Double> metrics) {
                            losses.add(metrics.get("validation/loss"));
                        }
                    };
            try (TrainingReport report =
                    sdk.trainer(line)
                            .loss(new MeanSquaredError())
                            .optimizer(new Sgd())
                            .learningRate(0.5)
                            .callback(watch)
                            .checkpoints(new CheckpointPolicy(directory.resolve("checkpoints"), 50))
                            .stopWhen(Stop.afterEpochs(30))
                            .fit(train, validation)) {
                try (Predictor predictor = sdk.predictor(line)) {
                    NdArray said =
                            predictor.predict(
                                    report.state().device(),
                                    Map.of("time", NdArray.of(new float[] {0.5f}, 1, 1)));
                    System.out.println(said.item()); // 3 * 0.5 + 1
                    // end
                    assertThat(said.item()).isBetween(2.4, 2.6);
                }
            }
        }
        assertThat(losses).hasSize(30);
        assertThat(directory.resolve("checkpoints/step-00000150")).exists();
    }

    @Test
    void aCursorIsAPlaceInAPass() {
        Dataset<Batch> train = parts(readings(), SEED).getFirst();
        List<Batch> rest = new ArrayList<>();
        List<Batch> same = new ArrayList<>();
        // snippet: cursor
        Cursor place;
        try (DatasetIterator<Batch> batches = train.iterator(Cursor.START)) {
            batches.next();
            place = batches.cursor();
            batches.forEachRemaining(rest::add);
        }
        try (DatasetIterator<Batch> batches = train.iterator(place)) { // also in another process
            batches.forEachRemaining(same::add);
        }
        // end
        assertThat(values(same)).isEqualTo(values(rest)).hasSize(4);
    }

    private static List<float[]> arrays(List<Batch> batches) {
        return batches.stream()
                .map(batch -> batch.targets().get(Targets.VALUES).toFloatArray())
                .toList();
    }

    private static List<List<Float>> values(List<Batch> batches) {
        List<List<Float>> values = new ArrayList<>();
        for (float[] array : arrays(batches)) {
            List<Float> list = new ArrayList<>();
            for (float value : array) {
                list.add(value);
            }
            values.add(list);
        }
        return values;
    }

    @Test
    void sequencesOfManyLengths() {
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            texts.add(new int[1 + i % 60]);
        }
        long seed = SEED;
        // snippet: lengths
        Dataset<int[]> sequences = Datasets.of(texts).shuffle(seed);
        Dataset<PaddedSequences> padded =
                LengthBuckets.multiples(16, 64, 8, texts.size())
                        .group(sequences, tokens -> tokens.length)
                        .map(group -> PaddedSequences.of(group.elements(), group.length(), 0));
        Dataset<PackedRow> packed = new PackedSequences(64, 0, texts.size()).pack(sequences);
        // end
        int rows = 0;
        for (PaddedSequences group : padded) {
            assertThat(group.tokens().shape().size(1) % 16).isZero();
            rows += (int) group.tokens().shape().size(0);
        }
        assertThat(rows).isEqualTo(100);
        int packedRows = 0;
        for (PackedRow row : packed) {
            assertThat(row.tokens()).hasSize(64);
            packedRows++;
        }
        assertThat(packedRows).isLessThan(60);
    }

    @Test
    void aTableThatMayBeLargerThanMemory() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 1000; i++) {
            text.append(i).append(",x\n");
        }
        Path file = Files.writeString(directory.resolve("large.csv"), text);
        long seed = SEED;
        int count = 0;
        try (Steelyard sdk = Steelyard.create()) {
            // snippet: table
            Table table = sdk.table(file);
            Dataset<Row> rows =
                    Datasets.shuffle(
                            Datasets.where(table.rows(), Split.rows(0.1, seed).negate()), seed, 8);
            // end
            for (Row row : rows) {
                assertThat(row.value(1)).isEqualTo("x");
                count++;
            }
        }
        assertThat(count).isBetween(850, 950);
    }
}
