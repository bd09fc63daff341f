package io.steelyard.file;

import com.fasterxml.jackson.databind.JsonNode;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * One tensor in the header of a safetensors file; begin and end count from the first byte of data.
 */
record SafetensorsEntry(String name, TensorType type, long begin, long end) {

    /** Throws {@code INVALID_FILE} unless the description is complete and consistent. */
    static SafetensorsEntry of(Path file, String name, JsonNode description) {
        JsonNode sizes = description.path("shape");
        JsonNode offsets = description.path("data_offsets");
        if (!description.path("dtype").isTextual()
                || !sizes.isArray()
                || offsets.size() != 2
                || !isLong(offsets.path(0))
                || !isLong(offsets.path(1))) {
            throw Safetensors.broken(
                    file, "tensor '" + name + "' lacks dtype, shape or data_offsets");
        }
        long[] shape = new long[sizes.size()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = isLong(sizes.get(axis)) ? sizes.get(axis).longValue() : -1;
            if (shape[axis] < 0) {
                throw Safetensors.broken(
                        file,
                        "tensor '" + name + "' has the size " + sizes.get(axis) + " in its shape");
            }
        }
        TensorType type =
                new TensorType(
                        dtype(file, name, description.get("dtype").asText()), Shape.of(shape));
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        long bytes;
        try {
            bytes = type.bytes();
        } catch (ArithmeticException overflow) {
            throw Safetensors.broken(
                    file, "tensor '" + name + "' of type " + type + " is too large");
        }
        if (begin < 0 || end < begin || end - begin != bytes) {
            throw Safetensors.broken(
                    file,
                    "tensor '"
                            + name
                            + "' of type "
                            + type
                            + " takes "
                            + bytes
                            + " bytes and its offsets are "
                            + begin
                            + " and "
                            + end);
        }
        return new SafetensorsEntry(name, type, begin, end);
    }

    /** Whether a number has no fraction and fits; a larger one would be cut to its low bits. */
    private static boolean isLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static DType dtype(Path file, String name, String text) {
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(text)) {
                return dtype;
            }
        }
        throw new SteelyardException(
                ErrorCode.INVALID_FILE,
                file
                        + " holds tensor '"
                        + name
                        + "' of dtype "
                        + text
                        + "; supported are "
                        + Arrays.toString(DType.values())
                        + ". Convert it to one of these.");
    }
}
