package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Steelyard;
import io.steelyard.metric.Accuracy;
import io.steelyard.model.Scope;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.text.EvaluationResult;
import io.steelyard.text.Prompt;
import io.steelyard.text.TextCorpus;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;
import io.steelyard.text.TextGenerationRecipe;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.SplittableRandom;

/** The code in the README stands here too, between two comments, so that it is compiled. */
final class ReadmeTest {
    /** Digits of 28 by 28 pixels, of which the class is the row that is lit. */
    private record LitRows(long count) implements IndexedDataset<Batch> {
        private static final int EXAMPLES = 16;

        @Override
        public Batch get(long index) {
            SplittableRandom random = new SplittableRandom(index);
            float[] pixels = new float[EXAMPLES * 784];
            int[] labels = new int[EXAMPLES];
            for (int example = 0; example < EXAMPLES; example++) {
                labels[example] = random.nextInt(10);
                for (int column = 0; column < 28; column++) {
                    pixels[example * 784 + labels[example] * 28 + column] = random.nextFloat();
                }
            }
            return Batch.of(
                    "pixels",
                    NdArray.of(pixels, EXAMPLES, 784),
                    Targets.LABELS,
                    NdArray.of(labels, EXAMPLES));
        }
    }

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

    static void task() {
        // snippet: task
        try (Steelyard sdk = Steelyard.create()) {
            TextGeneration task = sdk.task(TextGeneration.TASK);
            TextGenerationRecipe recipe = TextGenerationRecipe.charCpu().withSteps(2_000);
            try (TextGenerationModel model =
                    task.train(TextCorpus.of(Path.of("input.txt")), recipe)) {
                model.save(Path.of("shakespeare"));
                model.predictor().stream(Prompt.of("ROMEO:").withMaxTokens(300), System.out::print);
            }
        }
        // end
    }

    static void load() {
        // snippet: load
        try (Steelyard sdk = Steelyard.create();
                TextGenerationModel model =
                        sdk.task(TextGeneration.TASK).load(Path.of("shakespeare"))) {
            String verse = model.predictor().generate(Prompt.of("JULIET:").withSeed(7));
            EvaluationResult result = model.evaluate(TextCorpus.of(Path.of("other.txt")));
            System.out.println(verse + "\nperplexity " + result.perplexity());
        }
        // end
    }

    private static double train(
            Steelyard sdk, IndexedDataset<Batch> train, IndexedDataset<Batch> validation) {
        // snippet: trainer
        try (TrainingReport report =
                sdk.trainer(new Mlp(128, 10))
                        .loss(new SoftmaxCrossEntropy())
                        .optimizer(new AdamW())
                        .learningRate(Schedules.warmupCosine(3e-3, 3e-4, 10, 200))
                        .metrics(new Accuracy())
                        .stopWhen(Stop.afterSteps(200))
                        .fit(train, validation)) {
            System.out.println(report.evaluations().getLast().metrics());
            // end
            return report.evaluations().getLast().metrics().get("validation/accuracy");
        }
    }

    @Test
    void aModelOfOnesOwnLearns() {
        try (Steelyard sdk = Steelyard.create()) {
            // Which row is lit can be told without a mistake, also in batches never seen.
            assertThat(train(sdk, new LitRows(50), new LitRows(60))).isEqualTo(1);
        }
    }
}
