package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Scope;
import io.steelyard.model.Variable;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

final class PredictorTest {
    private final CountingBackend backend = new CountingBackend();

    /** Thinned out in a training alone. */
    private record Weighted() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor a = features.get("a"); // [batch, 2]
            Tensor weight = scope.parameter("weight", Shape.of(2), Initializers.zeros());
            Tensor thinned = scope.apply("dropout", new Dropout(0.5f), a.mul(weight));
            return thinned.sum(-1).add(features.get("b")); // [batch]
        }
    }

    private static Map<String, NdArray> features(int batch, float... a) {
        float[] b = new float[batch];
        Arrays.fill(b, 100);
        return Map.of("b", NdArray.of(b, batch), "a", NdArray.of(a, batch, 2));
    }

    private static Map<String, TensorType> types() {
        return Map.of("a", TensorType.of(DType.F32, 1, 2), "b", TensorType.of(DType.F32, 1));
    }

    @Test
    void appliesTheModelToEachShapeOfFeatures() {
        try (Predictor predictor = new Predictor(backend, new Weighted());
                ModelState state = ModelState.allocate(backend, predictor.variables(types()))) {
            state.device().write("weight", NdArray.of(new float[] {2, -3}, 2));

            assertThat(predictor.predict(state.device(), features(1, 5, 1)).toFloatArray())
                    .containsExactly(100 + 10 - 3);
            assertThat(predictor.predict(state.device(), features(2, 1, 1, 4, 0)).toFloatArray())
                    .containsExactly(100 + 2 - 3, 100 + 8);
            predictor.predict(state.device(), features(2, 0, 0, 0, 0));
            assertThat(backend.compiled).containsExactly("predict", "predict");
        }
        assertThat(backend.open).isEmpty();
    }

    @Test
    void aSavedModelIsLoadedIntoWhatItDeclares(@TempDir Path directory) throws IOException {
        try (Predictor predictor = new Predictor(backend, new Weighted());
                ModelState saved = ModelState.allocate(backend, predictor.variables(types()));
                ModelState loaded = ModelState.allocate(backend, predictor.variables(types()))) {
            assertThat(predictor.variables(types()))
                    .extracting(Variable::path)
                    .containsExactly("weight");
            saved.device().write("weight", NdArray.of(new float[] {2, -3}, 2));
            Checkpoint.writeModel(saved, directory);
            Checkpoint.readModel(loaded, directory);

            assertThat(predictor.predict(loaded.device(), features(1, 5, 1)).item()).isEqualTo(107);
        }
    }
}
