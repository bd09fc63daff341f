package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Steelyard;
import io.steelyard.metric.Accuracy;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Activation;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.AveragedWeights;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Dense;
import io.steelyard.nn.GlobalAveragePool;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.MaxPool;
import io.steelyard.nn.Muon;
import io.steelyard.nn.Padding;
import io.steelyard.nn.ReduceOnPlateau;
import io.steelyard.nn.Residual;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.Sequential;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Model;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.Schedule;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The code in the second part of the guide stands here too, so that it is compiled and run. */
final class GuideModelTest {
    /** Images of 8 by 8 pixels, the upper or the lower half of which is bright. */
    private record Halves(long count) implements IndexedDataset<Batch> {
        private static final int EXAMPLES = 8;

        @Override
        public Batch get(long index) {
            SplittableRandom random = new SplittableRandom(index);
            float[] pixels = new float[EXAMPLES * 64];
            int[] labels = new int[EXAMPLES];
            for (int example = 0; example < EXAMPLES; example++) {
                labels[example] = random.nextInt(2);
                for (int pixel = 0; pixel < 64; pixel++) {
                    pixels[example * 64 + pixel] =
                            random.nextFloat() + (pixel / 32 == labels[example] ? 1 : 0);
                }
            }
            return Batch.of(
                    "image",
                    NdArray.of(pixels, EXAMPLES, 8, 8, 1),
                    Targets.LABELS,
                    NdArray.of(labels, EXAMPLES));
        }
    }

    // snippet: layers
    record SmallConvNet(int classes) implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Conv wide = new Conv(8, Kernel.of(3, 3).withPadding(Padding.same())).withoutBias();
            Layer stem = Sequential.of(wide, new BatchNorm(), Activation.RELU, MaxPool.of(2, 2));
            Layer block = new Residual(Sequential.of(wide, new BatchNorm(), Activation.RELU));
            Layer head = Sequential.of(new GlobalAveragePool(), new Dense(classes));
            Tensor x = scope.apply("stem", stem, features.get("image")); // [batch, 4, 4, 8]
            return scope.apply("head", head, scope.apply("block", block, x)); // [batch, classes]
        }
    }

    // end

    // snippet: model
    record Mlp(int hidden, int classes) implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor pixels = features.get("pixels"); // [batch, 784]
            Tensor h = scope.apply("hidden", new Dense(hidden), pixels).relu(); // [batch, hidden]
            return scope.apply("output", new Dense(classes), h); // [batch, classes]
        }
    }

    // end

    static TrainingReport trainer(
            Steelyard sdk, IndexedDataset<Batch> train, IndexedDataset<Batch> validation) {
        // snippet: trainer
        TrainingReport report =
                sdk.trainer(new Mlp(128, 10))
                        .loss(new SoftmaxCrossEntropy())
                        .optimizer(new AdamW())
                        .learningRate(Schedules.warmupCosine(3e-4, 100, 2_000))
                        .metrics(new Accuracy())
                        .stopWhen(
                                Stop.afterEpochs(10)
                                        .or(Stop.whenNotImproving("validation/loss", 3)))
                        .fit(train, validation);
        // end
        return report;
    }

    private static Loss loss() {
        // snippet: losses
        Loss loss =
                new SoftmaxCrossEntropy()
                        .withLabelSmoothing(0.1f)
                        .withClassWeights(List.of(1f, 2f))
                        .withIgnoredLabel(-100);
        // end
        return loss;
    }

    private static Optimizer optimizer() {
        // snippet: optimizers
        Optimizer muon = new Muon(new AdamW(), List.of("head")); // matrices, but not the last one
        Optimizer optimizer = new AveragedWeights(muon, 0.9f);
        // end
        return optimizer;
    }

    private static Schedule schedule() {
        // snippet: schedules
        Schedule schedule =
                new ReduceOnPlateau(
                        Schedules.warmup(5, Schedules.cosineWithRestarts(0.02, 0.002, 10, 2)));
        // end
        return schedule;
    }

    @Test
    void whatTheGuideShowsTrains() {
        Loss loss = loss();
        Optimizer optimizer = optimizer();
        Schedule schedule = schedule();
        try (Steelyard sdk = Steelyard.create()) {
            IndexedDataset<Batch> train = new Halves(80);
            IndexedDataset<Batch> validation = new Halves(4);
            // snippet: training
            try (TrainingReport report =
                    sdk.trainer(new SmallConvNet(2))
                            .loss(loss)
                            .optimizer(optimizer)
                            .learningRate(schedule)
                            .clipGradients(1)
                            .accumulateGradients(2)
                            .validateEvery(10)
                            .stopWhen(Stop.afterSteps(40))
                            .fit(train, validation)) {
                report.state().useAverages();
                // end
                List<Double> losses =
                        report.evaluations().stream()
                                .map(evaluation -> evaluation.metrics())
                                .map(
                                        (Map<String, Double> metrics) ->
                                                metrics.get("validation/loss"))
                                .toList();
                // Guessing gives ln 2 = 0.69; smoothing by 0.1 keeps a perfect one at 0.20.
                assertThat(losses.getLast()).isBetween(0.19, 0.5);
            }
        }
    }
}
