package com.example.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Plugins;
import io.steelyard.Steelyard;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Component;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

final class WaveTest {
    /** A constant 0 has a loss of 0.37: log cosh(2 sin) / 2 over the points. */
    @Test
    void learnsTheWave() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        double loss = Wave.train(600, new PrintStream(out, false, StandardCharsets.UTF_8));
        assertThat(loss).isLessThan(0.02);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("37 parameters, loss 0.0");
    }

    @Test
    void aConstantZeroLosesWhatTheFirstTestSays() {
        double sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += Math.log(Math.cosh(2 * Math.sin(2 * (6.0 * i / 63 - 3)))) / 2 / 64;
        }
        assertThat(sum).isCloseTo(0.37, within(0.005));
    }

    @Test
    void refusesNumbersOutOfRange() {
        refuses(
                plugins -> plugins.loss(new Component("log-cosh", Map.of("sharpness", 0))),
                "LogCosh was given the sharpness 0.0; accepted are numbers above 0.");
        refuses(
                plugins -> plugins.optimizer(new Component("adamax", Map.of("beta2", 1))),
                "AdaMax was given the betas 0.9 and 1.0 and the epsilon 1.0E-8; accepted are betas"
                        + " from 0 up to, but not including, 1, and epsilons above 0.");
        refuses(
                plugins -> plugins.architecture("radial-basis").create(Map.of("centers", 12)),
                "The configuration of a radial-basis model has for 'num_labels' the value null;"
                        + " accepted are whole numbers of 1 or more.");
    }

    private static void refuses(Consumer<Plugins> attempt, String sentence) {
        try (Steelyard sdk = Steelyard.create()) {
            assertThatThrownBy(() -> attempt.accept(sdk.plugins()))
                    .isInstanceOf(SteelyardException.class)
                    .hasMessage(sentence);
        }
    }
}
