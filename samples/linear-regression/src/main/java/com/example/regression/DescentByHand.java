package com.example.regression;

/**
 * What the SDK records, differentiates and compiles, written out: {@code prediction = weight . x +
 * bias}, the mean squared error, its gradient, and the step against it. In doubles.
 */
final class DescentByHand {
    private final double[] weight;
    private double bias;

    /** All zero at first. */
    DescentByHand(int columns) {
        weight = new double[columns];
    }

    double predict(float[] x) {
        double prediction = bias;
        for (int j = 0; j < weight.length; j++) {
            prediction += weight[j] * x[j];
        }
        return prediction;
    }

    /** Moves weight and bias once; gives the loss before. */
    double step(Houses houses, double learningRate) {
        int n = houses.count();
        double loss = 0;
        double[] weightGradient = new double[weight.length];
        double biasGradient = 0;
        for (int i = 0; i < n; i++) {
            float[] x = houses.x()[i];
            double error = predict(x) - houses.price()[i];
            loss += error * error / n; //                     L      = mean of error^2
            for (int j = 0; j < weight.length; j++) {
                weightGradient[j] += 2 * error * x[j] / n; // dL/dw_j = mean of 2 error x_j
            }
            biasGradient += 2 * error / n; //                 dL/db   = mean of 2 error
        }
        for (int j = 0; j < weight.length; j++) {
            weight[j] -= learningRate * weightGradient[j];
        }
        bias -= learningRate * biasGradient;
        return loss;
    }

    double weight(int column) {
        return weight[column];
    }

    double bias() {
        return bias;
    }
}
