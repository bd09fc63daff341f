package com.example.digits;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.data.image.LabeledImage;

import org.junit.jupiter.api.Test;

final class SegmentDigitsTest {
    @Test
    void anImageFollowsFromTheSeedAndItsNumber() {
        SegmentDigits digits = new SegmentDigits(20, 3);
        for (int i = 0; i < 20; i++) {
            assertThat(digits.get(i)).isEqualTo(new SegmentDigits(20, 3).get(i));
            assertThat(digits.label(i)).isEqualTo(digits.get(i).label()).isEqualTo(i % 10);
        }
        assertThat(digits.get(8).image()).isNotEqualTo(digits.get(18).image());
        assertThat(digits.get(8).image()).isNotEqualTo(new SegmentDigits(20, 4).get(8).image());
    }

    /**
     * Of the 7 by 11 pixels of an 8, two holes of 3 by 3 are dark; a 1 has the 2 by 11 on the
     * right. Dust falls on 6 of 196 pixels, give or take 2.4.
     */
    @Test
    void theSegmentsOfADigitAreLit() {
        SegmentDigits digits = new SegmentDigits(20, 3);
        assertThat(lit(digits.get(8))).isBetween(77 - 18 - 12, 77 - 18 + 12);
        assertThat(lit(digits.get(1))).isBetween(22 - 12, 22 + 12);
    }

    private static int lit(LabeledImage digit) {
        int lit = 0;
        for (byte pixel : digit.image().pixels()) {
            lit += (pixel & 0xff) > 127 ? 1 : 0;
        }
        return lit;
    }
}
