package io.steelyard.classification;

import java.nio.file.Path;

/** What a classifier is trained or measured on. Immutable and safe for use from many threads. */
public sealed interface ClassificationData permits DataSource {
    /** What messages and reports call it: a path. */
    String name();

    /**
     * A directory of images: IDX files as MNIST has them, or a folder for each class.
     *
     * @throws io.steelyard.error.SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or
     *     {@code INVALID_DATA}, naming the file and what is wrong with it
     */
    static ClassificationData images(Path directory) {
        return ImageData.open(directory);
    }

    /** Rows of a table, of which one column is predicted from the others. */
    static ClassificationData rows(LabeledTable table) {
        return new TableData(table);
    }

    /**
     * Texts in a column of a table, of which another column is predicted.
     *
     * @param text the name of the column of texts
     */
    static ClassificationData texts(LabeledTable table, String text) {
        return new TextData(table, text);
    }

    /**
     * This with a part set aside, which is not trained on and which a model is measured on: the
     * same part for the same data and fraction, with the same share of each class.
     *
     * @param fraction above 0 and below 1
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} for another fraction,
     *     and for data that has a test part already
     */
    ClassificationData holdingOut(double fraction);

    /** A recipe to start from for data of this kind. */
    ClassificationRecipe recipe();
}
