package com.example.wave;

import io.steelyard.Steelyard;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Component;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** Learns a wave with what the plugin brings, each asked for by its name. */
public final class Wave {
    private static final int POINTS = 64;

    private Wave() {}

    /** {@code sin(2 x)} over [-3, 3]. */
    private record Points() implements IndexedDataset<Batch> {
        @Override
        public long count() {
            return 1;
        }

        @Override
        public Batch get(long index) {
            float[] x = new float[POINTS];
            float[] y = new float[POINTS];
            for (int i = 0; i < POINTS; i++) {
                x[i] = 6f * i / (POINTS - 1) - 3;
                y[i] = (float) Math.sin(2 * x[i]);
            }
            return Batch.of("x", NdArray.of(x, POINTS, 1), Targets.VALUES, NdArray.of(y, POINTS));
        }
    }

    /** Trains and prints. */
    public static void main(String... arguments) {
        train(1000, System.out);
    }

    /** Gives the loss after so many steps. */
    static double train(int steps, PrintStream out) {
        Component loss = new Component("log-cosh", Map.of("sharpness", 2));
        try (Steelyard sdk = Steelyard.create();
                TrainingReport report =
                        sdk.trainer(
                                        sdk.plugins()
                                                .architecture("radial-basis")
                                                .create(Map.of("centers", 12)))
                                .loss(sdk.plugins().loss(loss))
                                .optimizer(sdk.plugins().optimizer(new Component("adamax")))
                                .learningRate(0.05)
                                .seed(1)
                                .stopWhen(Stop.afterSteps(steps))
                                .fit(new Points())) {
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
