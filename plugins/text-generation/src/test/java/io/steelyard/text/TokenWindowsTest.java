package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

final class TokenWindowsTest {
    private static TokenWindows windows(int tokens, int context, int batchSize) {
        return new TokenWindows(IntStream.range(0, tokens).toArray(), context, batchSize);
    }

    private static NdArray inputs(Batch batch) {
        return batch.features().get("input_ids");
    }

    private static NdArray labels(Batch batch) {
        return batch.targets().get("labels");
    }

    @Test
    void labelsAreTheTokensThatFollow() {
        try (DatasetIterator<Batch> batches =
                windows(50, 4, 3).random(1, "text").iterator(Cursor.START)) {
            for (int i = 0; i < 20; i++) {
                Batch batch = batches.next();
                assertThat(inputs(batch).shape()).isEqualTo(Shape.of(3, 4));
                int[] inputs = inputs(batch).toIntArray();
                int[] labels = labels(batch).toIntArray();
                for (int k = 0; k < 12; k++) {
                    // The tokens are 0, 1, 2, ..., so that a window counts up.
                    assertThat(inputs[k]).isEqualTo(inputs[k - k % 4] + k % 4);
                    assertThat(labels[k]).isEqualTo(inputs[k] + 1);
                }
            }
        }
    }

    @Test
    void randomWindowsReachFromTheFirstTokenToTheLast() {
        TreeSet<Integer> starts = new TreeSet<>();
        try (DatasetIterator<Batch> batches =
                windows(10, 4, 3).random(1, "text").iterator(Cursor.START)) {
            for (int i = 0; i < 100; i++) {
                int[] inputs = inputs(batches.next()).toIntArray();
                starts.addAll(List.of(inputs[0], inputs[4], inputs[8]));
            }
        }
        assertThat(starts).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void aBatchFollowsFromSeedAndPlaceAlone() {
        Dataset<Batch> data = windows(500, 4, 3).random(7, "text");
        List<int[]> first = new ArrayList<>();
        try (DatasetIterator<Batch> batches = data.iterator(Cursor.START)) {
            for (int i = 0; i < 5; i++) {
                first.add(inputs(batches.next()).toIntArray());
            }
            assertThat(batches.cursor()).isEqualTo(new Cursor(0, 5));
        }
        try (DatasetIterator<Batch> batches = data.iterator(new Cursor(0, 3))) {
            assertThat(inputs(batches.next()).toIntArray()).isEqualTo(first.get(3));
            assertThat(inputs(batches.next()).toIntArray()).isEqualTo(first.get(4));
        }
        try (DatasetIterator<Batch> batches =
                windows(500, 4, 3).random(8, "text").iterator(Cursor.START)) {
            assertThat(inputs(batches.next()).toIntArray()).isNotEqualTo(first.getFirst());
        }
    }

    @Test
    void consecutiveWindowsHaveEachTokenButTheFirstAsALabelOnce() {
        for (int tokens = 2; tokens < 60; tokens++) {
            List<Integer> seen = new ArrayList<>();
            int batches = 0;
            Dataset<Batch> data = windows(tokens, 4, 3).consecutive("text");
            for (Batch batch : data) {
                int[] labels = labels(batch).toIntArray();
                int[] inputs = inputs(batch).toIntArray();
                for (int k = 0; k < labels.length; k++) {
                    assertThat(labels[k]).isEqualTo(inputs[k] + 1);
                    seen.add(labels[k]);
                }
                batches++;
            }
            assertThat(seen).isEqualTo(IntStream.range(1, tokens).boxed().toList());
            assertThat(data.size()).hasValue(batches);
        }
    }

    @Test
    void saysHowShortATextIs() {
        windows(5, 4, 1).random(0, "a.txt");
        assertThatThrownBy(() -> windows(4, 4, 1).random(0, "a.txt"))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
                .hasMessage(
                        "The training part of a.txt has 4 tokens; with a context of 4 at least 5"
                            + " are needed. Give a longer text or a smaller context (--context).");
        assertThatThrownBy(() -> windows(1, 4, 1).consecutive("a.txt"))
                .hasMessage(
                        "The text of a.txt to measure on has 1 token; at least 2 are needed, one to"
                                + " predict from and one to predict. Give a longer text or a larger"
                                + " part for validation.");
    }
}
