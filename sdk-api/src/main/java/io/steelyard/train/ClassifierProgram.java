package io.steelyard.train;

import io.steelyard.composite.Composites;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Exportable;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.TensorType;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trained classifier for use outside the SDK: features go in by their names, and {@code
 * probabilities} come out.
 *
 * @param model gives logits {@code [.., classes]}
 * @param state what was trained; stays the caller's
 * @param features the type of each feature by its name, the batch included: {@code f32[1,28,28,1]}
 */
public record ClassifierProgram(Model model, ModelState state, Map<String, TensorType> features)
        implements Exportable {
    /** The name of the output: the softmax of the logits, {@code [.., classes]}. */
    public static final String PROBABILITIES = "probabilities";

    public ClassifierProgram {
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }

    @Override
    public ExportedProgram program() {
        // Nothing is random in inference.
        Recording recording = new Recording("classify", Mode.INFERENCE, 0);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        features.forEach((name, type) -> inputs.put(name, recording.recorder().input(name, type)));
        Tensor logits = model.forward(recording.root(), new Features(inputs));
        return new ExportedProgram(
                recording.finish(Map.of(PROBABILITIES, Composites.softmax(logits))),
                state.read(EnumSet.allOf(Variable.Kind.class)));
    }
}
