package io.steelyard;

import static io.steelyard.Components.of;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.Accuracy;
import io.steelyard.nn.BinaryCrossEntropy;
import io.steelyard.nn.CosineDistance;
import io.steelyard.nn.CosineEmbedding;
import io.steelyard.nn.Ctc;
import io.steelyard.nn.Focal;
import io.steelyard.nn.Huber;
import io.steelyard.nn.InfoNce;
import io.steelyard.nn.KullbackLeibler;
import io.steelyard.nn.MeanAbsoluteError;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.ReduceOnPlateau;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.nn.TripletMargin;
import io.steelyard.spi.Component;
import io.steelyard.spi.Schedule;
import io.steelyard.spi.TrainingPlan;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The losses, metrics and schedules that the SDK brings itself, held to the records and methods
 * that they stand for, and how it refuses what it does not accept.
 */
final class StandardPluginTest {
    private static final TrainingPlan PLAN = new TrainingPlan(0.5, 100);

    private final Plugins plugins = Plugins.of();

    private static void refuses(ThrowingCallable call, ErrorCode code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessage(message);
    }

    @Test
    void lossesWithoutOptionsAreTheUsualOnes() {
        assertThat(plugins.losses().keySet())
                .allSatisfy(name -> assertThat(plugins.loss(of(name))).isNotNull());
        assertThat(plugins.losses().keySet().stream().map(name -> plugins.loss(of(name))))
                .containsExactlyInAnyOrder(
                        new SoftmaxCrossEntropy(),
                        new BinaryCrossEntropy(),
                        new Focal(),
                        new MeanSquaredError(),
                        new MeanAbsoluteError(),
                        new Huber(),
                        new KullbackLeibler(),
                        new Ctc(),
                        new CosineDistance(),
                        new CosineEmbedding(),
                        new TripletMargin(),
                        new InfoNce());
    }

    @Test
    void lossesTakeOptions() {
        assertThat(
                        plugins.loss(
                                of(
                                        "cross-entropy",
                                        "label_smoothing",
                                        0.1,
                                        "class_weights",
                                        List.of(1, 2.5),
                                        "ignored_label",
                                        -100)))
                .isEqualTo(new SoftmaxCrossEntropy(0.1f, List.of(1f, 2.5f), OptionalInt.of(-100)));
        assertThat(plugins.loss(of("binary-cross-entropy", "positive_weight", 3)))
                .isEqualTo(new BinaryCrossEntropy(3));
        assertThat(plugins.loss(of("focal", "gamma", 1, "alpha", 0.5)))
                .isEqualTo(new Focal(1, 0.5f));
        assertThat(plugins.loss(of("huber", "delta", 2))).isEqualTo(new Huber(2));
        assertThat(plugins.loss(of("ctc", "blank", 3, "zero_infinity", true)))
                .isEqualTo(new Ctc(3, true));
        assertThat(plugins.loss(of("cosine-embedding", "margin", 0.5)))
                .isEqualTo(new CosineEmbedding(0.5f));
        assertThat(plugins.loss(of("triplet-margin", "margin", 0.5)))
                .isEqualTo(new TripletMargin(0.5f));
        assertThat(plugins.loss(of("info-nce", "temperature", 0.5, "symmetric", false)))
                .isEqualTo(new InfoNce(0.5f, false));
    }

    @Test
    void metricsTakeOptions() {
        assertThat(plugins.metric(of("accuracy"))).isEqualTo(new Accuracy());
        assertThat(plugins.metric(of("accuracy", "ignored_label", -1)))
                .isEqualTo(new Accuracy(OptionalInt.of(-1)));
        assertThat(plugins.metrics().keySet())
                .allSatisfy(name -> assertThat(plugins.metric(of(name)).name()).isEqualTo(name));
    }

    private void sameRates(Component component, Schedule expected) {
        Schedule schedule = plugins.schedule(component, PLAN);
        for (long step = 0; step < 120; step++) {
            assertThat(schedule.learningRate(step))
                    .as("%s at step %s", component, step)
                    .isCloseTo(expected.learningRate(step), within(1e-15));
        }
    }

    @Test
    void schedulesGoOverThePlan() {
        sameRates(of("constant"), Schedules.constant(0.5));
        sameRates(of("step", "every", 10), Schedules.step(0.5, 0.1, 10));
        sameRates(of("step", "every", 10, "factor", 0.5), Schedules.step(0.5, 0.5, 10));
        sameRates(of("exponential", "factor", 0.9), Schedules.exponential(0.5, 0.9));
        sameRates(of("polynomial"), Schedules.polynomial(0.5, 0, 100, 1));
        sameRates(
                of("polynomial", "last", 0.1, "power", 0.9),
                Schedules.polynomial(0.5, 0.05, 100, 0.9));
        sameRates(
                of("cosine-with-restarts", "first", 10),
                Schedules.cosineWithRestarts(0.5, 0, 10, 1));
        sameRates(
                of("cosine-with-restarts", "first", 10, "growth", 2, "floor", 0.1),
                Schedules.cosineWithRestarts(0.5, 0.05, 10, 2));
        sameRates(of("one-cycle"), Schedules.oneCycle(0.5, 100));
        sameRates(
                of("one-cycle", "rise", 0.5, "first_divisor", 10, "last_divisor", 100),
                Schedules.oneCycle(0.5, 100, 0.5, 10, 100));
        sameRates(of("warmup-cosine"), Schedules.warmupCosine(0.5, 0, 100));
        sameRates(
                of("warmup-cosine", "warmup", 10, "floor", 0.1),
                Schedules.warmupCosine(0.5, 0.05, 10, 100));
        sameRates(of("warmup-cosine", "warmup_ratio", 0.1), Schedules.warmupCosine(0.5, 10, 100));
        sameRates(of("warmup-linear", "warmup", 10), Schedules.warmupLinear(0.5, 10, 100));
        sameRates(
                of("warmup-stable-decay", "warmup", 10),
                Schedules.warmupStableDecay(0.5, 10, 10, 100));
        sameRates(
                of("warmup-stable-decay", "warmup", 10, "decay", 50),
                Schedules.warmupStableDecay(0.5, 10, 50, 100));
    }

    @Test
    void schedulesWrapOthersByName() {
        sameRates(of("warmup", "warmup", 10), Schedules.warmup(10, Schedules.constant(0.5)));
        sameRates(
                of("warmup", "warmup", 10, "schedule", "polynomial"),
                Schedules.warmup(10, Schedules.polynomial(0.5, 0, 90, 1)));
        Schedule reduced =
                plugins.schedule(
                        of(
                                "reduce-on-plateau",
                                "figure",
                                "validation/accuracy",
                                "factor",
                                0.5,
                                "patience",
                                0,
                                "threshold",
                                0.1,
                                "cooldown",
                                1,
                                "floor",
                                0.3),
                        PLAN);
        Schedule expected =
                new ReduceOnPlateau(
                        Schedules.constant(0.5), "validation/accuracy", 0.5, 0, 0.1, 1, 0.15);
        List<Map<String, Double>> validations = List.of(Map.of("validation/accuracy", 1.0));
        List<Map<String, Double>> more =
                List.of(
                        Map.of("validation/accuracy", 1.0),
                        Map.of("validation/accuracy", 1.0),
                        Map.of("validation/accuracy", 1.0),
                        Map.of("validation/accuracy", 1.0));
        assertThat(reduced.learningRate(3, validations))
                .isEqualTo(0.5)
                .isEqualTo(expected.learningRate(3, validations));
        assertThat(reduced.learningRate(3, more))
                .isEqualTo(0.15)
                .isEqualTo(expected.learningRate(3, more));
    }

    @Test
    void everyScheduleIsTested() {
        assertThat(plugins.schedules())
                .containsOnlyKeys(
                        "constant",
                        "step",
                        "exponential",
                        "polynomial",
                        "cosine-with-restarts",
                        "one-cycle",
                        "warmup-cosine",
                        "warmup-linear",
                        "warmup-stable-decay",
                        "warmup",
                        "reduce-on-plateau");
    }

    @Test
    void whatIsNotAcceptedIsRefusedBeforeTraining() {
        refuses(
                () -> plugins.optimizer(of("adamv")),
                ErrorCode.NOT_REGISTERED,
                "There is no optimizer named 'adamv'. Did you mean 'adam'? Known are: adafactor,"
                    + " adagrad, adam, adamw, averaged-weights, decoupled-weight-decay, lamb, lion,"
                    + " muon, nadam, proximal-l1, rmsprop, sgd. Add the plugin that brings it to"
                    + " the class path.");
        refuses(
                () -> plugins.optimizer(of("adamw", "decay", 0.1)),
                ErrorCode.INVALID_ARGUMENT,
                "The optimizer 'adamw' was given the option 'decay', which it does not have. Known"
                        + " are: beta1, beta2, epsilon, weight_decay.");
        refuses(
                () -> plugins.optimizer(of("adamw", "weight_decay", -0.1)),
                ErrorCode.INVALID_ARGUMENT,
                "AdamW was given the weight decay -0.1; accepted are finite numbers of 0 or more.");
        refuses(
                () -> plugins.schedule(of("warmup-linear", "warmup", 1, "warmup_ratio", 0.1), PLAN),
                ErrorCode.INVALID_ARGUMENT,
                "A schedule was given 'warmup' and the 'warmup_ratio' 0.1; accepted are a number of"
                    + " steps as 'warmup' or a number from 0 to 1 as 'warmup_ratio', not both.");
        refuses(
                () -> plugins.schedule(of("step"), PLAN),
                ErrorCode.INVALID_ARGUMENT,
                "The schedule 'step' was given no option 'every'; it needs a whole number there.");
        refuses(
                () -> new TrainingPlan(Double.NaN, 1),
                ErrorCode.INVALID_ARGUMENT,
                "A training was planned with the learning rate NaN and 1 steps; accepted are finite"
                        + " rates of 0 or more, and 1 step or more.");
    }
}
