package io.steelyard.text;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;

/**
 * A model whose weights are stored as another dtype; see {@link Scope#withWeightsIn}.
 *
 * @param model that computes with them
 * @param weights the dtype in which they lie in memory and in files
 */
record StoredWeights(CausalLanguageModel model, DType weights) implements CausalLanguageModel {
    @Override
    public int vocabularySize() {
        return model.vocabularySize();
    }

    @Override
    public int contextLength() {
        return model.contextLength();
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        return model.forward(scope.withWeightsIn(weights), features);
    }

    @Override
    public Tensor forwardCached(Scope scope, Tensor ids, Tensor position, Tensor last) {
        return model.forwardCached(scope.withWeightsIn(weights), ids, position, last);
    }
}
