package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Steelyard;
import io.steelyard.composite.Composites;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Component;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Loss;
import io.steelyard.spi.LossFactory;
import io.steelyard.spi.Model;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.StateSpec;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.LossCase;
import io.steelyard.testkit.PluginConformance;
import io.steelyard.train.Predictor;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The code in the plugin guide, and the kit on what it makes. */
final class PluginGuideTest {
    // snippet: loss
    record LogCosh(float sharpness) implements Loss {
        @Override
        public Tensor compute(Tensor predictions, Targets targets) {
            Tensor d = predictions.sub(targets.get(Targets.VALUES)).abs().mul(sharpness);
            // log cosh d, without the overflow of cosh
            Tensor logCosh = d.add(d.mul(-2).exp().add(1).log()).sub(Math.log(2));
            return logCosh.mul(1.0 / sharpness).mean();
        }
    }

    // end

    // snippet: plugin
    public static final class MyPlugin implements Plugin {
        @Override
        public List<LossFactory> losses() {
            return List.of(
                    LossFactory.of(
                            "log-cosh", options -> new LogCosh(options.number("sharpness", 1f))));
        }
    }

    // end

    // snippet: composite
    record Swish() implements CompositeRule {
        @Override
        public String name() {
            return "swish";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            Tensor x = operands.getFirst();
            return List.of(x.mul(x.sigmoid()));
        }
    }

    static Tensor swish(Tensor x) {
        return Composites.one(new Swish(), x);
    }

    // end

    @TestFactory
    Stream<DynamicNode> theGuidesLossPassesTheKit() {
        // snippet: conformance
        final class MyPluginTest extends PluginConformance {
            @Override
            protected Plugin plugin() {
                return new MyPlugin();
            }

            @Override
            protected List<LossCase> lossCases() {
                return List.of(
                        new LossCase(
                                new Component("log-cosh", Map.of("sharpness", 2)),
                                NdArray.of(new float[] {1, 2, -30}, 3),
                                Map.of(Targets.VALUES, NdArray.of(new float[] {0.5f, -2, 30}, 3))));
            }
        }
        // end
        return new MyPluginTest().losses();
    }

    @Test
    void theGuidesCompositeIsWhatItSays() {
        Model swish = (scope, features) -> swish(features.get("x"));
        try (Steelyard sdk = Steelyard.create();
                Predictor predictor = sdk.predictor(swish);
                DeviceState nothing = sdk.backend().allocate(new StateSpec(Map.of()))) {
            NdArray y = predictor.predict(nothing, Map.of("x", NdArray.of(new float[] {1, -2}, 2)));
            assertThat(y.get(0)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-6));
            assertThat(y.get(1)).isCloseTo(-2 / (1 + Math.exp(2)), within(1e-6));
        }
    }
}
