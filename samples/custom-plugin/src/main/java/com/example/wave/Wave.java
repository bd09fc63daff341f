package com.example.wave;

import io.steelyard.Plugins;
import io.steelyard.Steelyard;
import io.steelyard.data.Datasets;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Component;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Model;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Learns a wave with what the plugin brings, each asked for by its name. */
public final class Wave {
    private static final int POINTS = 64;

    private Wave() {}

    /** {@code sin(2 x)} over [-3, 3]. */
    private static Batch points() {
        float[] x = new float[POINTS];
        float[] y = new float[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = 6f * i / (POINTS - 1) - 3;
            y[i] = (float) Math.sin(2 * x[i]);
        }
        return Batch.of(
                "numbers", NdArray.of(x, POINTS, 1), Targets.VALUES, NdArray.of(y, POINTS, 1));
    }

    /** Trains and prints. */
    public static void main(String... arguments) {
        train(1000, System.out);
    }

    /** Gives the loss after so many steps. */
    static double train(int steps, PrintStream out) {
        try (Steelyard sdk = Steelyard.create()) {
            Plugins plugins = sdk.plugins();
            Model model =
                    plugins.architecture("radial-basis")
                            .create(Map.of("centers", 12, "num_labels", 1));
            Loss loss = plugins.loss(new Component("log-cosh", Map.of("sharpness", 2)));
            Optimizer optimizer = plugins.optimizer(new Component("adamax"));
            try (TrainingReport report =
                    sdk.trainer(model)
                            .loss(loss)
                            .optimizer(optimizer)
                            .learningRate(0.05)
                            .seed(1)
                            .stopWhen(Stop.afterSteps(steps))
                            .fit(Datasets.of(List.of(points())))) {
                out.printf(
                        Locale.ROOT,
                        "%d parameters, loss %.4f after %d steps%n",
                        report.state().parameterCount(),
                        report.finalLoss(),
                        report.steps());
                return report.finalLoss();
            }
        }
    }
}
