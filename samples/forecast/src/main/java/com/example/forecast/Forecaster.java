package com.example.forecast;

import io.steelyard.model.Scope;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Linear;
import io.steelyard.nn.Lstm;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

/**
 * Reads a window as days, an LSTM day after day, and says how the next day differs from the mean of
 * them. A day is as long as the horizon. It takes and gives values in the unit of the series: mean
 * and standard deviation are state of the model, so that they are saved and loaded with it.
 *
 * @param hidden size of the LSTM's states
 * @param horizon values that are forecast
 * @param scale at first; a saved model has its own
 */
record Forecaster(int hidden, int horizon, Scale scale) implements Model {
    /** What makes values small numbers. */
    record Scale(double mean, double deviation) {}

    static final String PAST = "past";

    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor past = features.get(PAST); // [batch, window]
        Tensor mean = number(scope, "mean", scale.mean());
        Tensor deviation = number(scope, "deviation", scale.deviation());
        Tensor scaled = past.sub(mean).div(deviation);
        long days = past.size(1) / horizon;
        Tensor daily = scaled.reshape(past.size(0), days, horizon);
        Tensor read = scope.apply("lstm", new Lstm(hidden), daily); // [batch, days, hidden]
        Tensor last = read.slice(1, days - 1, days).squeeze(1); // [batch, hidden]
        Tensor change = scope.apply("change", new Linear(horizon), last); // [batch, horizon]
        return daily.mean(1).add(change).mul(deviation).add(mean);
    }

    private static Tensor number(Scope scope, String name, double value) {
        return scope.state(name, TensorType.of(DType.F32), Initializers.constant(value));
    }
}
