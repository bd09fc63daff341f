package io.steelyard.onnx.internal.mapping;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operators that have a mapping, each by the name of ONNX. */
final class NodeMappings {
    private static final Map<String, NodeMapping> STANDARD =
            Stream.of(
                            ElementwiseOperators.MAPPINGS,
                            ActivationOperators.MAPPINGS,
                            LayoutOperators.MAPPINGS,
                            IndexingOperators.MAPPINGS,
                            ReductionOperators.MAPPINGS,
                            MatrixOperators.MAPPINGS,
                            SoftmaxOperators.MAPPINGS,
                            NormalizationOperators.MAPPINGS,
                            RotaryOperators.MAPPINGS,
                            LossOperators.MAPPINGS,
                            GeneratorOperators.MAPPINGS,
                            DropoutOperators.MAPPINGS,
                            AttentionOperators.MAPPINGS,
                            RecurrentOperators.MAPPINGS,
                            QuantizationOperators.MAPPINGS)
                    .flatMap(family -> family.entrySet().stream())
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Map<String, Map<String, NodeMapping>> BY_DOMAIN =
            Map.of(
                    "",
                    STANDARD,
                    "ai.onnx",
                    STANDARD,
                    OptimizerOperators.DOMAIN,
                    OptimizerOperators.MAPPINGS);

    private NodeMappings() {}

    /** Throws {@code NOT_REGISTERED} for an operator without a mapping. */
    static NodeMapping find(String domain, String operator) {
        NodeMapping mapping = BY_DOMAIN.getOrDefault(domain, Map.of()).get(operator);
        if (mapping == null) {
            throw new SteelyardException(
                    ErrorCode.NOT_REGISTERED,
                    "There is no mapping for the operator "
                            + (domain.isEmpty() ? operator : domain + "." + operator)
                            + ".");
        }
        return mapping;
    }
}
