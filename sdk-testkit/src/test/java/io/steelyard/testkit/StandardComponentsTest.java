package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Plugins;
import io.steelyard.spi.Component;
import io.steelyard.spi.Targets;
import io.steelyard.spi.TrainingPlan;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the SDK registers itself, held to the kit as what a plugin brings. */
final class StandardComponentsTest {
    private static final NdArray LABELS = NdArray.of(new int[] {2, 0, 1}, 3);
    private static final NdArray BINARY = NdArray.of(new int[] {1, 0, 1, 1, 0, 0}, 6);

    private final Plugins plugins = Plugins.of();

    private static Component of(String name, Object... options) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put((String) options[i], options[i + 1]);
        }
        return new Component(name, map);
    }

    private static NdArray predictions(long... sizes) {
        return CaseData.array(DType.F32, 1, sizes);
    }

    private static Map<String, NdArray> values(long... sizes) {
        return Map.of(Targets.VALUES, CaseData.array(DType.F32, 2, sizes));
    }

    private static Map<String, NdArray> labels(NdArray labels) {
        return Map.of(Targets.LABELS, labels);
    }

    @TestFactory
    Stream<DynamicNode> losses() {
        Component smoothed =
                of(
                        "cross-entropy",
                        "label_smoothing",
                        0.1,
                        "class_weights",
                        List.of(1, 2, 0.5, 1),
                        "ignored_label",
                        1);
        NdArray distributions =
                NdArray.of(
                        new float[] {0.1f, 0.2f, 0.3f, 0.4f, 0, 0, 1, 0, 0, 0.5f, 0, 0.5f}, 3, 4);
        Map<String, NdArray> sequences =
                Map.of(
                        Targets.LABELS,
                        NdArray.of(new int[] {1, 2, 2, 1, -1, -1}, 2, 3),
                        "label_lengths",
                        NdArray.of(new int[] {3, 1}, 2),
                        "input_lengths",
                        NdArray.of(new int[] {5, 4}, 2));
        return new LossChecks()
                .tests(
                        List.copyOf(plugins.losses().values()),
                        List.of(
                                new LossCase(smoothed, predictions(3, 4), labels(LABELS)),
                                new LossCase(
                                        of("binary-cross-entropy", "positive_weight", 2),
                                        predictions(6),
                                        labels(BINARY)),
                                new LossCase(
                                        of("focal", "gamma", 1.5, "alpha", 0.3),
                                        predictions(6),
                                        labels(BINARY)),
                                new LossCase(of("mse"), predictions(3, 4), values(3, 4)),
                                new LossCase(of("mae"), predictions(3, 4), values(3, 4)),
                                new LossCase(
                                        of("huber", "delta", 0.7), predictions(3, 4), values(3, 4)),
                                new LossCase(
                                        of("kl-divergence"),
                                        predictions(3, 4),
                                        Map.of("probabilities", distributions)),
                                new LossCase(
                                        of("ctc", "blank", 0, "zero_infinity", true),
                                        predictions(2, 5, 4),
                                        sequences),
                                new LossCase(
                                        of("cosine-distance"), predictions(3, 4), values(3, 4)),
                                new LossCase(
                                        of("cosine-embedding", "margin", -0.5),
                                        predictions(6, 2, 3),
                                        labels(BINARY)),
                                new LossCase(
                                        of("triplet-margin", "margin", 3),
                                        predictions(4, 3, 3),
                                        Map.of()),
                                new LossCase(
                                        of("info-nce", "temperature", 0.5, "symmetric", true),
                                        predictions(4, 2, 3),
                                        Map.of())));
    }

    @TestFactory
    Stream<DynamicNode> optimizers() {
        Component muon =
                of(
                        "muon",
                        "momentum",
                        0.9,
                        "nesterov",
                        true,
                        "iterations",
                        5,
                        "weight_decay",
                        0.01,
                        "others",
                        "adamw",
                        "excluded",
                        List.of("head"));
        Component adafactor =
                of(
                        "adafactor",
                        "decay_exponent",
                        0.8,
                        "epsilon1",
                        1e-30,
                        "epsilon2",
                        1e-3,
                        "clip",
                        1,
                        "relative",
                        false);
        Component rmsprop =
                of("rmsprop", "decay", 0.9, "epsilon", 1e-8, "momentum", 0.5, "centered", true);
        return new OptimizerChecks(OracleBackend::new)
                .tests(
                        List.copyOf(plugins.optimizers().values()),
                        List.of(
                                new OptimizerCase(
                                        of(
                                                "sgd",
                                                "momentum",
                                                0.5,
                                                "nesterov",
                                                true,
                                                "weight_decay",
                                                0.01),
                                        1,
                                        10),
                                new OptimizerCase(adamLike("adam"), 0.1, 10),
                                new OptimizerCase(adamLike("adamw", "weight_decay", 0.01), 0.1, 10),
                                new OptimizerCase(
                                        adamLike("nadam", "momentum_decay", 4e-3), 0.1, 10),
                                new OptimizerCase(rmsprop, 0.02, 20),
                                new OptimizerCase(
                                        of("adagrad", "epsilon", 1e-8, "initial_sum", 0.1),
                                        0.5,
                                        10),
                                new OptimizerCase(adafactor, 0.1, 10),
                                new OptimizerCase(adamLike("lamb", "weight_decay", 0), 0.1, 20),
                                new OptimizerCase(
                                        of(
                                                "lion",
                                                "beta1",
                                                0.9,
                                                "beta2",
                                                0.99,
                                                "weight_decay",
                                                0.01),
                                        0.1,
                                        10),
                                new OptimizerCase(muon, 0.1, 20),
                                new OptimizerCase(
                                        of("proximal-l1", "strength", 0.01, "optimizer", "adam"),
                                        0.1,
                                        10),
                                new OptimizerCase(
                                        of(
                                                "decoupled-weight-decay",
                                                "decay",
                                                0.01,
                                                "optimizer",
                                                "adam"),
                                        0.1,
                                        10),
                                new OptimizerCase(
                                        of("averaged-weights", "decay", 0.9, "optimizer", "adam"),
                                        0.1,
                                        10)));
    }

    private static Component adamLike(String name, Object... more) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.putAll(of(name, "beta1", 0.9, "beta2", 0.99, "epsilon", 1e-8).options());
        options.putAll(of(name, more).options());
        return new Component(name, options);
    }

    @TestFactory
    Stream<DynamicNode> metrics() {
        NdArray logits = NdArray.of(new float[] {1, 2, 3, 0, 5, 4, 9, 8, 7, 6, 5, 4}, 4, 3);
        Map<String, NdArray> labels = labels(NdArray.of(new int[] {2, 1, 1, -1}, 4));
        return new MetricChecks()
                .tests(
                        List.copyOf(plugins.metrics().values()),
                        List.of(
                                new MetricCase(
                                        of("accuracy", "ignored_label", -1),
                                        logits,
                                        labels,
                                        2.0 / 3)));
    }

    @TestFactory
    Stream<DynamicNode> schedules() {
        return new ScheduleChecks()
                .tests(
                        List.copyOf(plugins.schedules().values()),
                        Stream.of(
                                        of("constant"),
                                        of("step", "factor", 0.5, "every", 30),
                                        of("exponential", "factor", 0.98),
                                        of("polynomial", "last", 0.1, "power", 2),
                                        of(
                                                "cosine-with-restarts",
                                                "floor",
                                                0.1,
                                                "first",
                                                20,
                                                "growth",
                                                2),
                                        of(
                                                "one-cycle",
                                                "rise",
                                                0.4,
                                                "first_divisor",
                                                10,
                                                "last_divisor",
                                                100),
                                        of("warmup-cosine", "warmup", 10, "floor", 0.1),
                                        of("warmup-linear", "warmup", 10),
                                        of("warmup-stable-decay", "warmup", 10, "decay", 20),
                                        of("warmup", "warmup", 10, "schedule", "polynomial"),
                                        of(
                                                "reduce-on-plateau",
                                                "schedule",
                                                "warmup-linear",
                                                "figure",
                                                "validation/loss",
                                                "factor",
                                                0.5,
                                                "patience",
                                                2,
                                                "threshold",
                                                0.01,
                                                "cooldown",
                                                1,
                                                "floor",
                                                0.1))
                                .map(each -> new ScheduleCase(each, new TrainingPlan(0.3, 200)))
                                .toList());
    }

    @Test
    void nothingIsEmpty() {
        assertThat(plugins.losses()).isNotEmpty();
        assertThat(plugins.optimizers()).isNotEmpty();
        assertThat(plugins.metrics()).isNotEmpty();
        assertThat(plugins.schedules()).isNotEmpty();
    }
}
