package io.steelyard.text;

import io.steelyard.file.Safetensors;
import io.steelyard.model.Variable;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.ModelState;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the parameters of a language model from {@code model.safetensors}. */
final class PretrainedWeights {
    private static final EnumSet<Variable.Kind> SAVED =
            EnumSet.of(Variable.Kind.PARAMETER, Variable.Kind.BUFFER);

    /** What Hugging Face leaves out of the names when the model was saved without its head. */
    private static final String BASE_PREFIX = "transformer.";

    private static final String HEADLESS_EMBEDDING = "wte.weight";

    private PretrainedWeights() {}

    static void load(ModelState state, Path directory) {
        try (Safetensors file = Safetensors.open(directory.resolve(Checkpoint.MODEL_FILE))) {
            boolean headless = file.tensors().containsKey(HEADLESS_EMBEDDING);
            Map<String, NdArray> tensors = new LinkedHashMap<>();
            file.tensors()
                    .forEach(
                            (name, tensor) ->
                                    tensors.put(headless ? BASE_PREFIX + name : name, tensor));
            String source = file.file().toString();
            state.load(tensors, SAVED, source).requireComplete(source);
        }
    }
}
