package com.example.regression;

import io.steelyard.Steelyard;
import io.steelyard.data.Datasets;
import io.steelyard.model.Scope;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.Sgd;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import java.util.ArrayList;
import java.util.List;

/** The same descent with the SDK, in floats. */
final class DescentBySdk {
    private DescentBySdk() {}

    /** Forward alone; the SDK derives the gradient, and compiles it with the update. */
    private record Line() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor x = features.get("x"); // [houses, columns]
            Tensor weight = scope.parameter("weight", Shape.of(x.size(1)), Initializers.zeros());
            Tensor bias = scope.parameter("bias", Shape.of(), Initializers.zeros());
            return x.mul(weight).sum(-1).add(bias); // [houses]
        }
    }

    static FittedLine fit(Steelyard sdk, Houses houses, int steps, double learningRate) {
        LossCurve curve = new LossCurve();
        try (TrainingReport report =
                sdk.trainer(new Line())
                        .loss(new MeanSquaredError())
                        .optimizer(new Sgd())
                        .learningRate(learningRate)
                        .stopWhen(Stop.afterSteps(steps))
                        .callback(curve)
                        .fit(Datasets.of(List.of(batch(houses))))) {
            NdArray weight = report.state().device().read("weight");
            double[] weights = new double[houses.columns().size()];
            for (int j = 0; j < weights.length; j++) {
                weights[j] = weight.get(j);
            }
            double bias = report.state().device().read("bias").item();
            return new FittedLine(weights, bias, curve.losses);
        }
    }

    /** All houses at once. */
    private static Batch batch(Houses houses) {
        int n = houses.count();
        int columns = houses.columns().size();
        float[] x = new float[n * columns];
        for (int i = 0; i < n; i++) {
            System.arraycopy(houses.x()[i], 0, x, i * columns, columns);
        }
        return Batch.of(
                "x", NdArray.of(x, n, columns), Targets.VALUES, NdArray.of(houses.price(), n));
    }

    private static final class LossCurve implements Callback {
        private final List<Double> losses = new ArrayList<>();

        @Override
        public void stepped(TrainingStep step) {
            losses.add(step.loss());
        }
    }
}
