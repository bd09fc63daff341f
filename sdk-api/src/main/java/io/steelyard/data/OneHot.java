package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/** Class numbers as probabilities. */
public final class OneHot {
    private OneHot() {}

    /**
     * 1 at the class of each label and 0 elsewhere: {@code [labels, classes]}, row-major. Throws
     * {@code INVALID_DATA} for a label that is no class.
     */
    public static float[] of(int[] labels, int classes) {
        float[] rows = new float[Math.multiplyExact(labels.length, classes)];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        "Label "
                                + i
                                + " is "
                                + labels[i]
                                + "; accepted are class numbers from 0 to "
                                + (classes - 1)
                                + ".");
            }
            rows[i * classes + labels[i]] = 1;
        }
        return rows;
    }
}
