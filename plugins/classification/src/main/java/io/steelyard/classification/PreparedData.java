package io.steelyard.classification;

import io.steelyard.data.table.DataReport;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;

import java.util.List;
import java.util.Optional;

/**
 * The data of a training: split, with what was fitted to the training part.
 *
 * @param grouping which examples are together in a training batch; empty for those that follow each
 *     other
 * @param change what is drawn anew for each training batch, if anything
 * @param training in an order drawn anew in each epoch
 * @param trainingExamples how many there are in an epoch
 * @param validation in order
 * @param counts training examples of each class; empty where there are no classes
 * @param digest SHA-256 of the data, in hexadecimal digits
 * @param description of the data in a line
 * @param report of what is in the data, and what cleaning did
 */
record PreparedData(
        TargetEncoder target,
        Preprocessing preprocessing,
        Optional<BatchGrouping> grouping,
        Optional<BatchChange> change,
        Dataset<LabeledExample> training,
        long trainingExamples,
        Dataset<LabeledExample> validation,
        long[] counts,
        String digest,
        String description,
        DataReport report) {

    /** The batch of examples as they are. */
    Batch batch(List<LabeledExample> examples) {
        return new Batch(
                preprocessing.features(examples.stream().map(LabeledExample::example).toList()),
                head().targets(examples.stream().map(LabeledExample::target).toList()));
    }

    Head head() {
        return Head.of(target);
    }
}
