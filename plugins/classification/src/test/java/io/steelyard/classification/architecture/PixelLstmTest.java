package io.steelyard.classification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** What a token of a sequence of pixels is. */
final class PixelLstmTest {
    @Test
    void theMeanOfASquareRoundedDownIsOneToken() {
        // A row and a column are left over; the second square's mean is 99.75.
        int[] pixels = {
            10, 20, 100, 100, 7, //
            30, 40, 99, 100, 7, //
            0, 0, 255, 255, 7, //
            0, 3, 255, 255, 7, //
            7, 7, 7, 7, 7
        };
        int[] means = {25, 99, 0, 255};
        assertThat(logits(2, NdArray.of(pixels, 1, 5, 5, 1)))
                .isEqualTo(logits(1, NdArray.of(means, 1, 2, 2, 1)));
    }

    /** The sum by 1/121 is a little less than any of these, as far as F32 counts. */
    @Test
    void aSquareOfEqualPixelsIsThatPixel() {
        int[] means = {1, 2, 3, 4};
        int[] pixels = new int[11 * 44];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = means[i % 44 / 11];
        }
        assertThat(logits(11, NdArray.of(pixels, 1, 11, 44, 1)))
                .isEqualTo(logits(1, NdArray.of(means, 1, 1, 4, 1)));
    }

    @Test
    void pixelsAreReadRowByRow() {
        int[] row = {1, 2, 3, 4};
        assertThat(logits(1, NdArray.of(row, 1, 2, 2, 1)))
                .isEqualTo(logits(1, NdArray.of(row, 1, 1, 4, 1)))
                .isNotEqualTo(logits(1, NdArray.of(new int[] {1, 3, 2, 4}, 1, 2, 2, 1)));
    }

    private static float[] logits(int pool, NdArray ids) {
        return Logits.of(new PixelLstm(3, 4, 1, 0, pool, 3), Map.of(FeatureNames.PIXEL_IDS, ids));
    }
}
