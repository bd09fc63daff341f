package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;

import java.util.Map;
import java.util.TreeSet;

/** The named tensors that a model is applied to, while it records itself. */
public record Features(Map<String, Tensor> tensors) {
    public Features {
        tensors = Map.copyOf(tensors);
    }

    /** The tensor of a name; throws {@code INVALID_PROGRAM} naming those there are. */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The model asks for the feature '"
                            + name
                            + "'; the data has "
                            + new TreeSet<>(tensors.keySet())
                            + ".");
        }
        return tensor;
    }
}
