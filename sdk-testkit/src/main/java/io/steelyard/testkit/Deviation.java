package io.steelyard.testkit;

import io.steelyard.tensor.DType;

/**
 * Something that a backend is known to do otherwise: at least one case of an operation fails with a
 * dtype. It is tested both ways, so that a deviation that is no longer one must be taken back, and
 * the report gives the reason.
 *
 * @param subject the operation, as in {@link OpCase#subject}; {@code "gradient of conv"} for its
 *     gradient
 * @param dtype the column of the report; F32 for gradients
 * @param reason why, as a sentence for those who choose a backend
 */
public record Deviation(String subject, DType dtype, String reason) {
    /**
     * The subject of backends that take numbers closer to 0 than the smallest normal one as 0 where
     * they compute. All else about an operation must hold then too, with such operands and results
     * as they are or 0.
     */
    public static final String SUBNORMAL_NUMBERS = "subnormal numbers";
}
