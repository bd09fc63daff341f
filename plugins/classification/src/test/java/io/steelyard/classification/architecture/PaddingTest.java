package io.steelyard.classification.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.ArchitectureCase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a text is padded with, and how far, is nothing to its logits. */
final class PaddingTest {
    static List<ArchitectureCase> cases() {
        return ArchitectureCases.all().stream()
                .filter(one -> one.features().containsKey(FeatureNames.ATTENTION_MASK))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void paddingDoesNotChangeTheLogits(ArchitectureCase one) {
        Architecture model =
                (Architecture)
                        Architectures.factories().stream()
                                .filter(each -> each.modelType().equals(one.modelType()))
                                .findFirst()
                                .orElseThrow()
                                .create(longer(one.config()));
        NdArray ids = one.features().get(FeatureNames.INPUT_IDS);
        NdArray mask = one.features().get(FeatureNames.ATTENTION_MASK);
        float[] given = logits(model, ids, mask);
        float[] padded = logits(model, widened(ids, mask, 9, 6), widened(mask, mask, 9, 0));
        float[] otherwise = logits(model, widened(ids, mask, 5, 4), mask);
        assertThat(given).hasSize(4 * model.classes());
        // The last text is empty, which one that begins with [CLS] never is.
        int texts = model instanceof Bert ? 3 : 4;
        for (int i = 0; i < texts * model.classes(); i++) {
            // Sums of other sizes are grouped otherwise: a few roundings of F32.
            assertThat(padded[i]).isCloseTo(given[i], within(1e-5f));
            assertThat(otherwise[i]).isCloseTo(given[i], within(1e-5f));
        }
        for (int row = 1; row < 3; row++) {
            assertThat(given[row * model.classes()])
                    .as("texts %s and %s give logits of their own", row - 1, row)
                    .isNotEqualTo(given[(row - 1) * model.classes()]);
        }
    }

    private static float[] logits(Architecture model, NdArray ids, NdArray mask) {
        return Logits.of(
                model, Map.of(FeatureNames.INPUT_IDS, ids, FeatureNames.ATTENTION_MASK, mask));
    }

    private static Map<String, Object> longer(Map<String, Object> config) {
        Map<String, Object> longer = new HashMap<>(config);
        longer.computeIfPresent("max_position_embeddings", (_, _) -> 16);
        return longer;
    }

    /** More places, each that holds no token filled with one id. */
    private static NdArray widened(NdArray array, NdArray mask, int time, int filler) {
        int[] values = array.toIntArray();
        int[] tokens = mask.toIntArray();
        int before = Math.toIntExact(array.shape().size(1));
        int rows = Math.toIntExact(array.shape().size(0));
        int[] wide = new int[rows * time];
        for (int row = 0; row < rows; row++) {
            for (int place = 0; place < time; place++) {
                boolean token = place < before && tokens[row * before + place] != 0;
                wide[row * time + place] = token ? values[row * before + place] : filler;
            }
        }
        return NdArray.of(wide, rows, time);
    }
}
