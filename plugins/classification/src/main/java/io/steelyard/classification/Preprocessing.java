package io.steelyard.classification;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What turns examples into the features of a model. Fitted to the training part alone, saved with
 * the model, and applied to whatever the model sees. Immutable and safe for use from many threads.
 */
sealed interface Preprocessing permits ImagePreprocessing, TextPreprocessing, TablePreprocessing {
    /** {@code "image"}, {@code "text"} or {@code "tabular"}. */
    String kind();

    /** What a model of such examples has to fit. */
    Sizes sizes();

    /**
     * The features of examples by name; axis 0 of each is the example. Throws {@code INVALID_DATA}
     * for an example of another kind, or one that cannot be prepared.
     */
    Map<String, NdArray> features(List<? extends Example> examples);

    /** The types of the features of so many examples, for those that have one shape. */
    Map<String, TensorType> types(int examples);

    /** The types of the features of one example, with room for the largest there is. */
    default Map<String, TensorType> largest() {
        return types(1);
    }

    /** Writes the files that the reading form of the same kind understands. */
    void write(Path directory) throws IOException;

    /** What to throw for an example of another kind. */
    default SteelyardException misfit(Example example) {
        String given =
                switch (example) {
                    case Example.Picture _ -> "an image";
                    case Example.Text _ -> "a text";
                    case Example.TableRow _ -> "a row of a table";
                };
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                example.origin()
                        + " is "
                        + given
                        + ", and the model was trained on data of the kind "
                        + kind()
                        + "; give it such data.");
    }
}
