package io.steelyard.train;

import io.steelyard.tensor.NdArray;

import java.util.List;

/** A sum of losses of batches, each times the weight of its batch, and the sum of the weights. */
record WeightedLoss(double sum, double weight) {
    /** One batch, from outputs that begin with its loss and its weight. */
    static WeightedLoss of(List<NdArray> outputs) {
        double weight = outputs.get(1).item();
        return new WeightedLoss(outputs.getFirst().item() * weight, weight);
    }

    WeightedLoss plus(WeightedLoss other) {
        return new WeightedLoss(sum + other.sum, weight + other.weight);
    }

    /** The mean over all elements; where nothing counts it is 0, as that of each batch is. */
    double mean() {
        return weight == 0 ? sum : sum / weight;
    }
}
