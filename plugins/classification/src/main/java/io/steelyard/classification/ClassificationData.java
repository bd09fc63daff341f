package io.steelyard.classification;

import io.steelyard.data.image.ImageParts;
import io.steelyard.data.table.TargetKind;
import io.steelyard.spi.Table;

import java.nio.file.Path;
import java.util.Optional;

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
        return new ImageData(directory.toString(), ImageParts.open(directory));
    }

    /**
     * Rows of a table, of which one column is to be predicted from the others.
     *
     * @param label the name of this column; what kind of target it is, its values say
     */
    static ClassificationData rows(Table table, String label) {
        return new TableData(new LabeledTable(table, Optional.empty(), label, Optional.empty()));
    }

    /**
     * Texts in a column of a table, of which another column is to be predicted.
     *
     * @param text the name of the column of texts
     * @param label the name of the column that is predicted
     */
    static ClassificationData texts(Table table, String text, String label) {
        return new TextData(
                new LabeledTable(table, Optional.empty(), label, Optional.empty()), text);
    }

    /** This data, measured on another table with the same columns. */
    ClassificationData withTest(Table test);

    /** This data with a target of this kind, whatever its values suggest. */
    ClassificationData withTarget(TargetKind kind);

    /** A recipe to start from for data of this kind. */
    ClassificationRecipe recipe();
}
