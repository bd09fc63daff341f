package io.steelyard.classification;

import io.steelyard.data.table.TargetEncoder;
import io.steelyard.spi.Dataset;

import java.util.List;

/**
 * The data of a training: split, with what was fitted to the training part.
 *
 * @param training in an order drawn anew in each epoch; augmented
 * @param trainingExamples how many there are in an epoch
 * @param validation in order
 * @param counts training examples of each class; empty where there are no classes
 * @param digest SHA-256 of the data, in hexadecimal digits
 * @param description of the data in a line
 * @param notes what someone who looks at the data would want to know
 */
record PreparedData(
        TargetEncoder target,
        Preprocessing preprocessing,
        Dataset<LabeledExample> training,
        long trainingExamples,
        Dataset<LabeledExample> validation,
        long[] counts,
        String digest,
        String description,
        List<String> notes) {
    PreparedData {
        notes = List.copyOf(notes);
    }

    Head head() {
        return Head.of(target);
    }
}
