package io.steelyard.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;

final class BatchTest {
    private final NdArray three = NdArray.zeros(TensorType.of(DType.F32, 3, 2));
    private final NdArray twelve = NdArray.zeros(TensorType.of(DType.I32, 3, 4));

    @Test
    void weighsTheElementsOfItsLabels() {
        assertThat(Batch.of("x", three, "labels", twelve).weight()).isEqualTo(12);
        assertThat(new Batch(Map.of("x", three), Map.of("labels", twelve, "a", three)).weight())
                .isEqualTo(12);
    }

    @Test
    void otherwiseTheFirstByNameWhateverTheOrderOfTheMap() {
        Map<String, NdArray> targets = new LinkedHashMap<>();
        targets.put("z", three);
        targets.put("b", twelve);

        assertThat(new Batch(Map.of("x", three), targets).weight()).isEqualTo(12);
    }

    @Test
    void otherwiseItsExamples() {
        assertThat(new Batch(Map.of("x", three), Map.of()).weight()).isEqualTo(3);
    }
}
