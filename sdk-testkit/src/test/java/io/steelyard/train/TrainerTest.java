package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.Accuracy;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Scope;
import io.steelyard.nn.Adam;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.Sgd;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleBackend;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class TrainerTest {
    private final CountingBackend backend = new CountingBackend();

    private Trainer trainer() {
        return new Trainer(backend, new Moons.Classifier(8, 0))
                .optimizer(new Adam())
                .learningRate(0.02)
                .seed(1);
    }

    @Test
    void learnsToTellTwoMoonsApart() {
        try (TrainingReport report =
                trainer()
                        .loss(new SoftmaxCrossEntropy())
                        .learningRate(Schedules.warmupCosine(0.1, 5, 300))
                        .metrics(new Accuracy())
                        .clipGradients(1)
                        .validateEvery(100)
                        .stopWhen(
                                Stop.afterSteps(300)
                                        .or(Stop.whenNotImproving("validation/loss", 3)))
                        .fit(
                                new Moons(200, 1).shuffledBatches(32),
                                new Moons(100, 2).batches(64))) {
            assertThat(report.steps()).isEqualTo(300);
            assertThat(report.stopReason()).isEqualTo("300 steps are done");
            assertThat(report.evaluations())
                    .extracting(Evaluation::step)
                    .containsExactly(100L, 200L, 300L);
            Map<String, Double> last = report.evaluations().getLast().metrics();
            // A line tells about 87 of 100 apart; without training the loss is about log 2 = 0.69.
            assertThat(last.get("validation/accuracy")).isGreaterThan(0.95);
            assertThat(last.get("validation/loss")).isLessThan(0.15);
            assertThat(report.finalLoss()).isLessThan(0.2);
        }
        assertThat(backend.open).isEmpty();
    }

    /** An update of plain gradient descent on one weight, by hand. */
    @Test
    void aStepIsTheGradientTimesTheLearningRate() {
        record Scale() implements Model {
            @Override
            public Tensor forward(Scope scope, Features features) {
                Tensor weight = scope.parameter("weight", Shape.of(), Initializers.constant(3));
                return features.get("x").mul(weight);
            }
        }
        Batch batch =
                Batch.of(
                        "x",
                        NdArray.of(new float[] {1, 2}, 2),
                        "x",
                        NdArray.of(new float[] {2, 2}, 2));
        // loss = mean (3x - y)^2 = (1 + 16) / 2; slope = mean 2 (3x - y) x = (2 + 16) / 2
        try (TrainingReport report =
                new Trainer(backend, new Scale())
                        .loss(
                                (predictions, targets) ->
                                        predictions.sub(targets.get("x")).square().mean())
                        .optimizer(new Sgd())
                        .learningRate(0.1)
                        .stopWhen(Stop.afterSteps(1))
                        .fit(Datasets.of(List.of(batch)))) {
            assertThat(report.finalLoss()).isEqualTo(8.5);
            assertThat(report.state().device().read("weight").item()).isCloseTo(2.1, within(1e-6));
            assertThat(report.state().parameterCount()).isEqualTo(1);
        }
    }

    /** A term of the model's own counts in training, and not in validation. */
    @Test
    void whatTheModelAddsToTheLossIsTrained() {
        record Decayed() implements Model {
            @Override
            public Tensor forward(Scope scope, Features features) {
                Tensor weight = scope.parameter("weight", Shape.of(), Initializers.constant(3));
                scope.addLoss("decay", weight.square().mul(0.5));
                return features.get("x").mul(weight);
            }
        }
        Batch batch =
                Batch.of("x", NdArray.of(new float[] {2}, 1), "x", NdArray.of(new float[] {5}, 1));
        // loss = (2w - 5)^2 + w^2 / 2 = 1 + 4.5; slope = 4 (2w - 5) + w = 4 + 3
        try (TrainingReport report =
                new Trainer(backend, new Decayed())
                        .loss(
                                (predictions, targets) ->
                                        predictions.sub(targets.get("x")).square().mean())
                        .optimizer(new Sgd())
                        .learningRate(0.1)
                        .stopWhen(Stop.afterSteps(1))
                        .fit(Datasets.of(List.of(batch)), Datasets.of(List.of(batch)))) {
            assertThat(report.finalLoss()).isEqualTo(5.5);
            assertThat(report.state().device().read("weight").item()).isCloseTo(2.3, within(1e-6));
            // (2 * 2.3 - 5)^2
            assertThat(report.evaluations().getLast().metrics().get("validation/loss"))
                    .isCloseTo(0.16, within(1e-6));
        }
    }

    @Test
    void theLastBatchOfAnEpochHasAFunctionOfItsOwn() {
        List<Long> weights = new ArrayList<>();
        trainer()
                .stopWhen(Stop.afterEpochs(2))
                .callback(
                        new Callback() {
                            @Override
                            public void stepped(TrainingStep step) {
                                weights.add(step.weight());
                            }
                        })
                .fit(new Moons(10, 1).batches(4))
                .close();

        assertThat(weights).containsExactly(4L, 4L, 2L, 4L, 4L, 2L);
        assertThat(backend.compiled).containsExactly("train_step", "initialize", "train_step");
        assertThat(backend.open).isEmpty();
    }

    @Test
    void callbacksAreToldInOrder() {
        List<String> told = new ArrayList<>();
        trainer()
                .learningRate(step -> 0.01 * (step + 1))
                .callback(new Telling(told))
                .validateEvery(2)
                .stopWhen(Stop.afterSteps(3))
                .fit(new Moons(8, 1).batches(4), new Moons(4, 2).batches(4))
                .close();

        assertThat(told)
                .containsExactly(
                        "started with 42 parameters after 0 steps",
                        "step 1 of epoch 0 at 0.01",
                        "step 2 of epoch 0 at 0.02",
                        "validated at 2: [validation/loss]",
                        "step 3 of epoch 1 at 0.03",
                        "validated at 3: [validation/loss]",
                        "finished: 3 steps are done");
    }

    private record Telling(List<String> told) implements Callback {
        @Override
        public void started(TrainingStart start) {
            told.add(
                    "started with "
                            + start.parameters()
                            + " parameters after "
                            + start.firstStep()
                            + " steps");
        }

        @Override
        public void stepped(TrainingStep step) {
            assertThat(step.gradientNorm()).isPositive();
            assertThat(step.loss()).isPositive();
            told.add(
                    "step "
                            + step.step()
                            + " of epoch "
                            + step.epoch()
                            + " at "
                            + step.learningRate());
        }

        @Override
        public void validated(long step, Map<String, Double> metrics) {
            told.add("validated at " + step + ": " + metrics.keySet());
        }

        @Override
        public void saved(long step, Path directory) {
            told.add("saved " + step);
        }

        @Override
        public void finished(TrainingReport report) {
            told.add("finished: " + report.stopReason());
        }
    }

    @Test
    void aStopConditionThatHoldsAtOnceLeavesTheFirstParameters() {
        try (TrainingReport report =
                trainer().stopWhen(Stop.afterSteps(0)).fit(new Moons(8, 1).batches(4))) {
            assertThat(report.steps()).isZero();
            assertThat(report.finalLoss()).isNaN();
            assertThat(report.stopReason()).isEqualTo("0 steps are done");
        }
        try (TrainingReport report =
                trainer()
                        .stopWhen(Stop.when(() -> true, "asked to").or(Stop.afterSteps(9)))
                        .fit(new Moons(8, 1).batches(4))) {
            assertThat(report.stopReason()).isEqualTo("asked to");
        }
    }

    @Test
    void stopsWhenTheValidationNoLongerImproves() {
        try (TrainingReport report =
                trainer()
                        .learningRate(0)
                        .validateEvery(1)
                        .stopWhen(Stop.whenNotImproving("validation/loss", 2))
                        .fit(new Moons(8, 1).batches(4), new Moons(4, 2).batches(4))) {
            assertThat(report.steps()).isEqualTo(3);
            assertThat(report.stopReason())
                    .isEqualTo("validation/loss did not improve for 2 validations");
        }
        refuses(
                () ->
                        trainer()
                                .stopWhen(Stop.whenNotImproving("validation/los", 2))
                                .fit(new Moons(8, 1).batches(4), new Moons(4, 2).batches(4)),
                ErrorCode.INVALID_ARGUMENT,
                "A training is judged by 'validation/los'; its validations give"
                        + " [validation/loss].");
        assertThat(backend.open).isEmpty();
    }

    @Test
    void theEvaluatorsMeanIsThatOfAllElements() {
        Model model = new Moons.Classifier(4, 0.5f);
        Recording recording = new Recording("variables", Mode.INFERENCE, 0);
        model.forward(
                recording.root(),
                new Features(
                        Map.of(
                                "point",
                                recording.recorder().input("p", TensorType.of(DType.F32, 1, 2)))));
        Moons moons = new Moons(11, 3);
        try (ModelState state = ModelState.initialize(backend, recording.variables(), 5);
                Evaluator evaluator =
                        new Evaluator(
                                backend,
                                model,
                                new SoftmaxCrossEntropy(),
                                List.of(new Accuracy()))) {
            Map<String, Double> one = evaluator.evaluate(state.device(), moons.batches(11));
            Map<String, Double> parts = evaluator.evaluate(state.device(), moons.batches(4));

            // The loss of a batch is rounded to F32: relative 6e-8.
            assertThat(parts.get("loss")).isCloseTo(one.get("loss"), within(1e-7));
            assertThat(parts.get("accuracy")).isEqualTo(one.get("accuracy"));
            assertThat(one.keySet()).containsExactly("loss", "accuracy");
            refuses(
                    () -> evaluator.evaluate(state.device(), new Moons(0, 1).batches(4)),
                    ErrorCode.INVALID_DATA,
                    "The data set to evaluate on has no elements; give it at least one batch.");
        }
        assertThat(backend.open).isEmpty();
    }

    @Test
    void trainsTheSameTwiceAndOtherwiseWithAnotherSeed() {
        Dataset<Batch> data = new Moons(40, 1).shuffledBatches(8);
        Model model = new Moons.Classifier(6, 0.3f);
        List<NdArray> weights = new ArrayList<>();
        for (long seed : new long[] {3, 3, 4}) {
            try (TrainingReport report =
                    new Trainer(new OracleBackend(), model)
                            .seed(seed)
                            .stopWhen(Stop.afterEpochs(2))
                            .fit(data)) {
                weights.add(report.state().device().read("hidden.weight"));
            }
        }
        assertThat(weights.getFirst().bitEquals(weights.get(1))).isTrue();
        assertThat(weights.getFirst().bitEquals(weights.get(2))).isFalse();
    }

    @Test
    void saysWhatCannotBeTrained() {
        refuses(
                () -> trainer().fit(new Moons(0, 1).batches(4)),
                ErrorCode.INVALID_DATA,
                "The data set to train on has no elements; give it at least one batch.");
        refuses(
                () ->
                        new Trainer(backend, (scope, features) -> features.get("point"))
                                .fit(new Moons(4, 1).batches(4)),
                ErrorCode.INVALID_PROGRAM,
                "The model declares no parameter, so there is nothing to train; declare one with"
                        + " scope.parameter(...) in forward.");
        refuses(
                () ->
                        new Trainer(
                                        backend,
                                        (scope, features) ->
                                                new Dense(2).forward(scope, features.get("pixels")))
                                .fit(new Moons(4, 1).batches(4)),
                ErrorCode.INVALID_PROGRAM,
                "The model asks for the feature 'pixels'; the data has [point].");
        refuses(
                () ->
                        trainer()
                                .loss((predictions, targets) -> predictions.sub(targets.get("y")))
                                .fit(new Moons(4, 1).batches(4)),
                ErrorCode.INVALID_PROGRAM,
                "The loss or metric asks for the target 'y'; the data has [labels].");
        refuses(
                () ->
                        trainer()
                                .loss((predictions, targets) -> predictions)
                                .fit(new Moons(4, 1).batches(4)),
                ErrorCode.INVALID_PROGRAM,
                "gradients: the loss is f32[4,2]; accepted is a float scalar, so reduce it with"
                        + " mean() or sum() first.");
        refuses(
                () ->
                        trainer()
                                .metrics(new Accuracy(), new Accuracy())
                                .fit(new Moons(4, 1).batches(4)),
                ErrorCode.INVALID_ARGUMENT,
                "Two figures are named 'accuracy'; give each metric a name of its own, and none the"
                        + " name 'loss'.");
        assertThat(backend.open).isEmpty();
    }

    @Test
    void saysWhatCannotBeConfigured() {
        refuses(
                () -> trainer().clipGradients(0),
                ErrorCode.INVALID_ARGUMENT,
                "Gradients are to be clipped at a norm of 0.0; accepted are numbers above 0.");
        refuses(
                () -> trainer().validateEvery(-1),
                ErrorCode.INVALID_ARGUMENT,
                "A validation after every -1 steps was asked for; accepted are 0 or more.");
        refuses(
                () -> Stop.whenNotImproving("validation/loss", 0),
                ErrorCode.INVALID_ARGUMENT,
                "A patience of 0 validations was given; accepted are 1 or more.");
        refuses(
                () -> new CheckpointPolicy(Path.of("x"), -1),
                ErrorCode.INVALID_ARGUMENT,
                "Checkpoints after every -1 steps, keeping 2, were asked for; accepted are 0 steps"
                        + " or more and keeping 1 or more.");
    }

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
