package io.steelyard;

import static io.steelyard.Components.of;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.nn.Adafactor;
import io.steelyard.nn.Adagrad;
import io.steelyard.nn.Adam;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.AveragedWeights;
import io.steelyard.nn.DecoupledWeightDecay;
import io.steelyard.nn.Lamb;
import io.steelyard.nn.Lion;
import io.steelyard.nn.Muon;
import io.steelyard.nn.NAdam;
import io.steelyard.nn.ProximalL1;
import io.steelyard.nn.RmsProp;
import io.steelyard.nn.Sgd;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The optimizers that the SDK brings itself, held to the records that they stand for. */
final class StandardOptimizersTest {
    private final Plugins plugins = Plugins.of();

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
}
