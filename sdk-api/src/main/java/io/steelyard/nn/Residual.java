package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

import java.util.Optional;

/**
 * The input added to what a layer makes of it (He et al. 2016, equations 1 and 2). The layer lives
 * in this scope itself, and the shortcut, if there is one, in {@code shortcut}.
 *
 * @param layer whose result has the shape of the input, or that of the shortcut's result
 * @param shortcut what the input goes through before it is added, such as a convolution that
 *     changes its channels; empty for nothing
 */
public record Residual(Layer layer, Optional<Layer> shortcut) implements Layer {
    /** With the input added as it is. */
    public Residual(Layer layer) {
        this(layer, Optional.empty());
    }

    /** The same with a shortcut. */
    public Residual withShortcut(Layer value) {
        return new Residual(layer, Optional.of(value));
    }

    /** Throws {@code INVALID_PROGRAM} when the two sides differ in their type. */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Tensor change = layer.forward(scope, input);
        Tensor direct = shortcut.map(other -> scope.apply("shortcut", other, input)).orElse(input);
        if (!change.type().equals(direct.type())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A residual connection adds "
                            + change.type()
                            + " to "
                            + direct.type()
                            + "; accepted are equal types, so change the layer or give it a"
                            + " shortcut.");
        }
        return direct.add(change);
    }
}
