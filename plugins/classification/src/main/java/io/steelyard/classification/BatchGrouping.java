package io.steelyard.classification;

import io.steelyard.spi.Dataset;

import java.util.List;

/** Says which examples are together in a training batch. */
@FunctionalInterface
interface BatchGrouping {
    /**
     * The examples in groups, each in one of them.
     *
     * @param examples in an order drawn anew in each epoch
     * @param batchSize how many a group has at most
     */
    Dataset<List<LabeledExample>> apply(Dataset<LabeledExample> examples, int batchSize);
}
