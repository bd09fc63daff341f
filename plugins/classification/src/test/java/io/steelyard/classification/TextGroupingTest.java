package io.steelyard.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.classification.architecture.FeatureNames;
import io.steelyard.classification.tokenizer.WordTokenizerFactory;
import io.steelyard.data.Datasets;
import io.steelyard.data.LengthGroup;
import io.steelyard.spi.Dataset;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Texts of about the same length are together in a training batch. */
final class TextGroupingTest {
    private static final int MOST = 40;
    private static final TextPreprocessing PREPROCESSING =
            new TextPreprocessing(
                    "text",
                    new WordTokenizerFactory().train("a text of words", Optional.empty()),
                    MOST,
                    true);

    private static Example text(int words) {
        return Example.of("words ".repeat(words));
    }

    @Test
    void aBatchIsAsLongAsItsBucketAndEachTextIsInOne() {
        // 1 to 60 words, of which 40 count, in an order that a stride mixes.
        List<Example> texts = IntStream.range(0, 60).mapToObj(i -> text(1 + i * 37 % 60)).toList();
        Dataset<LengthGroup<Example>> groups =
                PREPROCESSING.buckets(4, 60).group(Datasets.of(texts), PREPROCESSING::length);
        List<Example> seen = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (LengthGroup<Example> group : groups) {
            seen.addAll(group.elements());
            long time =
                    PREPROCESSING
                            .features(group.elements())
                            .get(FeatureNames.INPUT_IDS)
                            .shape()
                            .size(1);
            assertThat(time).isEqualTo(Math.min(MOST, group.length()));
            lengths.add((int) time);
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(texts);
        // 16 texts of up to 16 words, 16 more of up to 32, and 28 that are longer, in as
        // many batches as without groups.
        assertThat(lengths).hasSize(15);
        assertThat(lengths.stream().filter(time -> time == 16)).hasSize(4);
        assertThat(lengths.stream().filter(time -> time == 32)).hasSize(4);
        assertThat(lengths.stream().filter(time -> time == MOST)).hasSize(7);
    }
}
