package com.example.wave;

import io.steelyard.model.Scope;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.Shape;

/**
 * A network of radial basis functions (Broomhead and Lowe 1988): a weighted sum of bells around
 * centers, {@code y = b + sum_k w_k exp(-g_k |x - c_k|^2)}, all of them trained. Feature {@code x}
 * {@code [batch, n]}; predictions {@code [batch]}.
 *
 * @param centers their number
 */
record RadialBasis(int centers) implements Model {
    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor x = features.get("x"); // [batch, n]
        Tensor c = scope.parameter("center", Shape.of(centers, x.size(1)), Initializers.normal(2));
        Tensor logG = scope.parameter("log_sharpness", Shape.of(centers), Initializers.zeros());
        Tensor distance = x.expandDims(1).sub(c).square().sum(-1); // [batch, centers]
        Tensor bells = distance.neg().mul(logG.exp()).exp(); // [batch, centers]
        return scope.apply("output", new Dense(1), bells).reshape(x.size(0)); // [batch]
    }
}
