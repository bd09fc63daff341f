package com.example.regression;

import java.util.ArrayList;
import java.util.List;

/** Gradient descent written out, in doubles and plain loops. */
final class DescentByHand {
    private DescentByHand() {}

    static FittedLine fit(Houses houses, int steps, double learningRate) {
        int n = houses.count();
        double[] weight = new double[houses.columns().size()];
        double bias = 0;
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            double loss = 0;
            double[] weightGradient = new double[weight.length];
            double biasGradient = 0;
            for (int i = 0; i < n; i++) {
                // Forward: what the line says of this house, and how far off that is.
                float[] x = houses.x()[i];
                double prediction = bias;
                for (int j = 0; j < weight.length; j++) {
                    prediction += weight[j] * x[j];
                }
                double error = prediction - houses.price()[i];
                loss += error * error / n; //                      L       = mean of error^2

                // Backward: how the loss changes with each number of the line.
                for (int j = 0; j < weight.length; j++) {
                    weightGradient[j] += 2 * error * x[j] / n; //  dL/dw_j = mean of 2 error x_j
                }
                biasGradient += 2 * error / n; //                  dL/db   = mean of 2 error
            }
            // Update: a step downhill.
            for (int j = 0; j < weight.length; j++) {
                weight[j] -= learningRate * weightGradient[j];
            }
            bias -= learningRate * biasGradient;
            losses.add(loss);
        }
        return new FittedLine(weight, bias, losses);
    }
}
