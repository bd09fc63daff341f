package io.steelyard.classification.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Plugins;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.ModelState;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Where the pairs of neighbouring tokens go. */
final class BagOfWordsTest {
    private static final int TOKENS = 4_001;

    @ParameterizedTest
    @ValueSource(ints = {1 << 4, 1 << 14, 1 << 15, 1 << 16, 1 << 20})
    void halfOfThePairsGoToTheMiddleHalfOfTheBuckets(int buckets) {
        BagOfWords model = new BagOfWords(TOKENS, 1, buckets, 0, 1);
        TensorType text = TensorType.of(DType.I32, 1, TOKENS);
        Recorded recorded =
                Recorded.of(
                        model,
                        Map.of(FeatureNames.INPUT_IDS, text, FeatureNames.ATTENTION_MASK, text));
        float[] middleHalf = new float[buckets];
        Arrays.fill(middleHalf, buckets / 4, 3 * buckets / 4, 1);
        int[] mask = new int[TOKENS];
        Arrays.fill(mask, 1);
        try (Backend backend = Plugins.discover(List.of()).backend("reference").create(Map.of());
                ModelState state = ModelState.allocate(backend, recorded.variables());
                Executable executable =
                        backend.compile(recorded.function(), CompileOptions.defaults())) {
            DeviceState device = state.device();
            device.write("bigrams.weight", NdArray.of(middleHalf, buckets, 1));
            device.write("classifier.weight", NdArray.of(new float[] {1}, 1, 1));
            float mean =
                    executable
                            .run(
                                    device,
                                    List.of(
                                            NdArray.of(mask, 1, TOKENS),
                                            NdArray.of(
                                                    IntStream.range(0, TOKENS).toArray(),
                                                    1,
                                                    TOKENS)))
                            .getFirst()
                            .toFloatArray()[0];

            // 4,000 pairs among 8,001 words and pairs; 4 standard deviations of so many tosses.
            assertThat(mean * 8_001 / 4_000).isCloseTo(0.5f, within(0.032f));
        }
    }
}
