package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PhiloxTest {
    @Test
    void blockGivesTheKnownAnswers() {
        int[] words = new int[4];
        Philox.block(0, 0, 0, 0, 0, 0, words);
        assertThat(words).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        Philox.block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, words);
        assertThat(words).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
        Philox.block(-1, -1, -1, -1, -1, -1, words);
        assertThat(words).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 1000", "1, 64", "3, 129", "5, 2", "17179869180, 200", "1000003, 333"})
    void anyRangeOfAStreamIsMadeOfBlocks(long elementFrom, int count) {
        Buffer out = Buffer.words(count);
        Philox.randomBits(out.address(), elementFrom, count, 7, -8, 9, -10);
        int[] words = new int[4];
        int[] expected = new int[count];
        for (int i = 0; i < count; i++) {
            long element = elementFrom + i;
            long counter = element >>> 2;
            Philox.block((int) counter, (int) (counter >>> 32), 9, -10, 7, -8, words);
            expected[i] = words[(int) (element & 3)];
        }
        assertThat(out.ints()).containsExactly(expected);
        Buffer scalar = Buffer.words(count);
        ScalarPhilox.randomBits(scalar.address(), elementFrom, count, 7, -8, 9, -10);
        assertThat(scalar.ints()).containsExactly(expected);
        assertThat(out.intact()).isTrue();
    }

    @Test
    void uniformsFillTheUnitInterval() {
        assertThat(Philox.uniform(0)).isZero();
        assertThat(Philox.uniform(-1)).isEqualTo(1f - 0x1p-23f);
    }

    @ParameterizedTest
    @CsvSource({"0, 1000, 0.1", "1, 997, 0.5", "2, 3, 0.9", "123456789123, 515, 0.0"})
    void dropoutKeepsAndScalesByTheStream(long elementFrom, int count, float rate) {
        Buffer in = Buffer.gaussian(count, 1);
        Buffer out = Buffer.words(count);
        DropoutKernels.dropout(out.address(), in.address(), elementFrom, count, rate, 1, 2, 3, 4);
        Buffer scalar = Buffer.words(count);
        ScalarPhilox.dropout(scalar.address(), in.address(), elementFrom, count, rate, 1, 2, 3, 4);
        float[] expected = new float[count];
        int[] words = new int[4];
        for (int i = 0; i < count; i++) {
            long element = elementFrom + i;
            Philox.block((int) (element >>> 2), (int) (element >>> 34), 3, 4, 1, 2, words);
            double u = (words[(int) (element & 3)] & 0x7fffff) / 8388608.0;
            expected[i] = u >= rate ? in.at(i) * (1f / (1f - rate)) : 0f;
        }
        assertThat(out.floats()).containsExactly(expected);
        assertThat(scalar.floats()).containsExactly(expected);
        assertThat(out.intact()).isTrue();
    }

    @Test
    void dropoutInPlaceDropsTheShareAsked() {
        int count = 100_000;
        Buffer buffer = Buffer.floats(count, i -> 1);
        DropoutKernels.dropout(buffer.address(), buffer.address(), 0, count, 0.2f, 5, 6, 7, 8);
        int dropped = 0;
        for (float value : buffer.floats()) {
            if (value == 0f) {
                dropped++;
            }
        }
        // Binomial(100 000, 0.2): standard deviation 126, so five of them.
        assertThat(dropped).isBetween(20_000 - 630, 20_000 + 630);
    }

    @Test
    void droppedNanIsZero() {
        Buffer buffer = Buffer.floats(1000, i -> Double.NaN);
        DropoutKernels.dropout(buffer.address(), buffer.address(), 0, 1000, 0.5f, 5, 6, 7, 8);
        for (int i = 0; i < 1000; i++) {
            boolean kept = Philox.uniform(Philox.bits(i, 5, 6, 7, 8)) >= 0.5f;
            assertThat(Float.isNaN(buffer.at(i))).isEqualTo(kept);
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNothing() {
        Buffer buffer = Buffer.words(1027);
        long address = buffer.address();
        assertThat(Allocation.bytesPerCall(() -> Philox.randomBits(address, 1, 1027, 1, 2, 3, 4)))
                .isZero();
        assertThat(
                        Allocation.bytesPerCall(
                                () ->
                                        DropoutKernels.dropout(
                                                address, address, 1, 1027, 0.1f, 1, 2, 3, 4)))
                .isZero();
    }
}
