package io.steelyard.testkit.opset;

import java.util.List;
import java.util.stream.Stream;

/**
 * The specification of one composite of the SDK, in words.
 *
 * @param name in program text and in capabilities
 * @param signature operands, attributes and results; operands that do not fit are refused by the
 *     operations of the decomposition
 * @param summary one sentence
 * @param formula lines of plain text
 * @param source paper and equation
 */
public record CompositeSpecification(
        String name, Signature signature, String summary, String formula, String source) {
    /** All of them. */
    public static List<CompositeSpecification> all() {
        return Stream.of(
                        ActivationSpecifications.all(),
                        NormalizationSpecifications.all(),
                        AttentionSpecifications.all(),
                        RecurrentSpecifications.all(),
                        LossSpecifications.all(),
                        UpdateSpecifications.all())
                .flatMap(List::stream)
                .toList();
    }
}
