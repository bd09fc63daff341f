package io.steelyard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.Accuracy;
import io.steelyard.nn.Adafactor;
import io.steelyard.nn.Adagrad;
import io.steelyard.nn.Adam;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.AveragedWeights;
import io.steelyard.nn.BinaryCrossEntropy;
import io.steelyard.nn.CosineDistance;
import io.steelyard.nn.CosineEmbedding;
import io.steelyard.nn.Ctc;
import io.steelyard.nn.DecoupledWeightDecay;
import io.steelyard.nn.Focal;
import io.steelyard.nn.Huber;
import io.steelyard.nn.InfoNce;
import io.steelyard.nn.KullbackLeibler;
import io.steelyard.nn.Lamb;
import io.steelyard.nn.Lion;
import io.steelyard.nn.MeanAbsoluteError;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.Muon;
import io.steelyard.nn.NAdam;
import io.steelyard.nn.ProximalL1;
import io.steelyard.nn.ReduceOnPlateau;
import io.steelyard.nn.RmsProp;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.Sgd;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.nn.TripletMargin;
import io.steelyard.spi.Component;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Schedule;
import io.steelyard.spi.TrainingPlan;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** What the SDK brings itself, held to the records and methods that it stands for. */
final class StandardPluginTest {
    private static final TrainingPlan PLAN = new TrainingPlan(0.5, 100);

    private final Plugins plugins = Plugins.of();

    private static Component of(String name, Object... options) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put((String) options[i], options[i + 1]);
        }
        return new Component(name, map);
    }

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
    void optimizersWithoutOptionsAreTheUsualOnes() {
        Set<String> wrapping = Set.of("proximal-l1", "decoupled-weight-decay", "averaged-weights");
        assertThat(
                        plugins.optimizers().keySet().stream()
                                .filter(name -> !wrapping.contains(name))
                                .map(name -> plugins.optimizer(of(name))))
                .containsExactlyInAnyOrder(
                        new Sgd(),
                        new Adam(),
                        new AdamW(),
                        new NAdam(),
                        new RmsProp(),
                        new Adagrad(),
                        new Adafactor(),
                        new Lamb(),
                        new Lion(),
                        new Muon(new AdamW(), List.of()));
    }

    @Test
    void optimizersTakeOptions() {
        assertThat(
                        plugins.optimizer(
                                of("sgd", "momentum", 0.9, "nesterov", true, "weight_decay", 0.1)))
                .isEqualTo(new Sgd(0.9f, true, 0.1f));
        assertThat(plugins.optimizer(of("adam", "beta1", 0.8, "beta2", 0.9, "epsilon", 0.1)))
                .isEqualTo(new Adam(0.8f, 0.9f, 0.1f));
        assertThat(
                        plugins.optimizer(
                                of(
                                        "adamw",
                                        "beta1",
                                        0.8,
                                        "beta2",
                                        0.9,
                                        "epsilon",
                                        0.1,
                                        "weight_decay",
                                        0.2)))
                .isEqualTo(new AdamW(0.8f, 0.9f, 0.1f, 0.2f));
        assertThat(
                        plugins.optimizer(
                                of(
                                        "nadam",
                                        "beta1",
                                        0.8,
                                        "beta2",
                                        0.9,
                                        "epsilon",
                                        0.1,
                                        "momentum_decay",
                                        0.2)))
                .isEqualTo(new NAdam(0.8f, 0.9f, 0.1f, 0.2f));
        assertThat(
                        plugins.optimizer(
                                of(
                                        "rmsprop",
                                        "decay",
                                        0.8,
                                        "epsilon",
                                        0.1,
                                        "momentum",
                                        0.9,
                                        "centered",
                                        true)))
                .isEqualTo(new RmsProp(0.8f, 0.1f, 0.9f, true));
        assertThat(plugins.optimizer(of("adagrad", "epsilon", 0.1, "initial_sum", 0.2)))
                .isEqualTo(new Adagrad(0.1f, 0.2f));
        assertThat(
                        plugins.optimizer(
                                of(
                                        "adafactor",
                                        "decay_exponent",
                                        0.7,
                                        "epsilon1",
                                        0.1,
                                        "epsilon2",
                                        0.2,
                                        "clip",
                                        3,
                                        "relative",
                                        false)))
                .isEqualTo(new Adafactor(0.7f, 0.1f, 0.2f, 3, false));
        assertThat(
                        plugins.optimizer(
                                of(
                                        "lamb",
                                        "beta1",
                                        0.8,
                                        "beta2",
                                        0.9,
                                        "epsilon",
                                        0.1,
                                        "weight_decay",
                                        0.2)))
                .isEqualTo(new Lamb(0.8f, 0.9f, 0.1f, 0.2f));
        assertThat(plugins.optimizer(of("lion", "beta1", 0.8, "beta2", 0.9, "weight_decay", 0.2)))
                .isEqualTo(new Lion(0.8f, 0.9f, 0.2f));
    }

    /** One that another plugin brings can be wrapped, too. */
    @Test
    void optimizersWrapOthersByName() {
        Optimizer own = (slots, parameter, gradient, rate) -> parameter;
        Plugins more =
                Plugins.of(
                        new Plugin() {
                            @Override
                            public List<OptimizerFactory> optimizers() {
                                return List.of(OptimizerFactory.of("own", _ -> own));
                            }
                        });
        assertThat(
                        more.optimizer(
                                of(
                                        "muon",
                                        "momentum",
                                        0.9,
                                        "nesterov",
                                        false,
                                        "iterations",
                                        4,
                                        "weight_decay",
                                        0.1,
                                        "others",
                                        "own",
                                        "excluded",
                                        List.of("wte"))))
                .isEqualTo(new Muon(0.9f, false, 4, 0.1f, own, List.of("wte")));
        assertThat(
                        more.optimizer(
                                of(
                                        "proximal-l1",
                                        "strength",
                                        0.1,
                                        "optimizer",
                                        Map.of("name", "sgd", "momentum", 0.9))))
                .isEqualTo(new ProximalL1(new Sgd(0.9f), 0.1f));
        assertThat(more.optimizer(of("decoupled-weight-decay", "decay", 0.1, "optimizer", "lion")))
                .isEqualTo(new DecoupledWeightDecay(new Lion(), 0.1f));
        assertThat(more.optimizer(of("averaged-weights", "decay", 0.9, "optimizer", "sgd")))
                .isEqualTo(new AveragedWeights(new Sgd(), 0.9f));
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
