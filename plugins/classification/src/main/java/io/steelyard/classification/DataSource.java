package io.steelyard.classification;

import io.steelyard.data.table.TargetEncoder;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.TaskContext;

/** What a training and an evaluation want of data. */
sealed interface DataSource extends ClassificationData permits ImageData, TextData, TableData {
    /** Splits the data and fits what prepares it. */
    PreparedData prepare(ClassificationRecipe recipe, TaskContext context);

    /**
     * What a model is measured on: the test part where there is one, or all. Throws {@code
     * INVALID_DATA} for a label that the model does not know.
     */
    Dataset<LabeledExample> examples(TargetEncoder target);

    /** The one kind of data there is. */
    static DataSource of(ClassificationData data) {
        return switch (data) {
            case DataSource source -> source;
        };
    }
}
