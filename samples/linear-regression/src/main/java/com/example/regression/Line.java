package com.example.regression;

import io.steelyard.model.Scope;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.Shape;

/** The same line as a model: the SDK derives the rest. */
record Line() implements Model {
    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor x = features.get("x"); // [houses, columns]
        Tensor weight = scope.parameter("weight", Shape.of(x.size(1)), Initializers.zeros());
        Tensor bias = scope.parameter("bias", Shape.of(), Initializers.zeros());
        return x.mul(weight).sum(-1).add(bias); // [houses]
    }
}
