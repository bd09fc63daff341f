package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;

import java.util.Map;
import java.util.TreeSet;

/** The named tensors that predictions are compared with, while a loss or metric records itself. */
public record Targets(Map<String, Tensor> tensors) {
    /** The usual name of class indices or token ids. */
    public static final String LABELS = "labels";

    /** The usual name of the numbers that a regression is to give. */
    public static final String VALUES = "values";

    public Targets {
        tensors = Map.copyOf(tensors);
    }

    /** The tensor of a name; throws {@code INVALID_PROGRAM} naming those there are. */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The loss or metric asks for the target '"
                            + name
                            + "'; the data has "
                            + new TreeSet<>(tensors.keySet())
                            + ".");
        }
        return tensor;
    }

    /** The target named {@value #LABELS}. */
    public Tensor labels() {
        return get(LABELS);
    }
}
