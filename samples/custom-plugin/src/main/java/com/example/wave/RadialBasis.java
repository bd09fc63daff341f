package com.example.wave;

import io.steelyard.model.Scope;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Linear;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.Shape;

/**
 * A network of radial basis functions (Broomhead and Lowe 1988): weighted sums of bells around
 * centers, {@code y_o = b_o + sum_k w_ok exp(-g_k |x - c_k|^2)}, all of them trained. Feature
 * {@code numbers} {@code [batch, n]}, as the rows of a table are given to a model; predictions
 * {@code [batch, outputs]}.
 *
 * @param centers their number
 * @param outputs how many sums there are
 */
record RadialBasis(int centers, int outputs) implements Model {
    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor x = features.get("numbers"); // [batch, n]
        Tensor c = scope.parameter("center", Shape.of(centers, x.size(1)), Initializers.normal(2));
        Tensor logG = scope.parameter("log_sharpness", Shape.of(centers), Initializers.zeros());
        Tensor distance = x.expandDims(1).sub(c).square().sum(-1); // [batch, centers]
        Tensor bells = distance.neg().mul(logG.exp()).exp(); // [batch, centers]
        return scope.apply("output", new Linear(outputs), bells); // [batch, outputs]
    }
}
