package com.example.regression;

import java.util.List;

/**
 * What a descent found: {@code price = weight . x + bias}.
 *
 * @param losses the mean squared error before each step
 */
record FittedLine(double[] weight, double bias, List<Double> losses) {
    double predict(float[] x) {
        double prediction = bias;
        for (int j = 0; j < weight.length; j++) {
            prediction += weight[j] * x[j];
        }
        return prediction;
    }

    double rootMeanSquaredError(Houses houses) {
        double squares = 0;
        for (int i = 0; i < houses.count(); i++) {
            double error = predict(houses.x()[i]) - houses.price()[i];
            squares += error * error;
        }
        return Math.sqrt(squares / houses.count());
    }
}
