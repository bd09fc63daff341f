package io.steelyard.classification.architecture;

import io.steelyard.Plugins;
import io.steelyard.model.Mode;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.ModelState;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an untrained model makes of features. */
final class Logits {
    private Logits() {}

    static float[] of(Model model, Map<String, NdArray> features) {
        Map<String, NdArray> sorted = new TreeMap<>(features);
        Map<String, TensorType> types = new TreeMap<>();
        sorted.forEach((name, array) -> types.put(name, array.type()));
        Recorded recorded = Recorded.of(model, types, Mode.INFERENCE);
        try (Backend backend = Plugins.discover(List.of()).backend("reference").create(Map.of());
                ModelState state = ModelState.initialize(backend, recorded.variables(), 5);
                Executable executable =
                        backend.compile(recorded.function(), CompileOptions.defaults())) {
            return executable
                    .run(state.device(), List.copyOf(sorted.values()))
                    .getFirst()
                    .toFloatArray();
        }
    }
}
