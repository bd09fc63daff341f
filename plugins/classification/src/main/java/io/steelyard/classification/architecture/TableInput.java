package io.steelyard.classification.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What models of rows read: the numbers and categories of a table, or an image as one row of
 * numbers.
 *
 * @param numbers F32 {@code [batch, n]}, if there are any
 * @param categories I32 {@code [batch]} each
 */
record TableInput(Optional<Tensor> numbers, List<Tensor> categories) {
    /**
     * Throws {@code INVALID_PROGRAM} for features that are missing or of another shape.
     *
     * @param columns the number of categories of a row
     */
    static TableInput of(Features features, int columns) {
        Map<String, Tensor> given = features.tensors();
        if (given.containsKey(FeatureNames.PIXEL_VALUES)) {
            Tensor pixels = features.get(FeatureNames.PIXEL_VALUES);
            return new TableInput(Optional.of(pixels.reshape(pixels.size(0), -1)), List.of());
        }
        List<Tensor> categories = columns == 0 ? List.of() : categories(features, columns);
        if (columns > 0 && !given.containsKey(FeatureNames.NUMBERS)) {
            return new TableInput(Optional.empty(), categories);
        }
        Tensor numbers = features.get(FeatureNames.NUMBERS);
        return new TableInput(
                Optional.of(numbers).filter(it -> columns == 0 || it.size(-1) > 0), categories);
    }

    private static List<Tensor> categories(Features features, int columns) {
        Tensor categories = features.get(FeatureNames.CATEGORIES);
        if (categories.rank() != 2 || categories.size(1) != columns) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The feature '"
                            + FeatureNames.CATEGORIES
                            + "' is "
                            + categories.type()
                            + "; accepted are [batch, "
                            + columns
                            + "], a column for each of category_sizes.");
        }
        return categories.split(1, columns).stream().map(column -> column.squeeze(1)).toList();
    }
}
