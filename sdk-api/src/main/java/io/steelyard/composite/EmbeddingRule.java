package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code embedding}: operands table {@code [count, channels]} and ids I32 {@code [..]}, which clamp
 * into the table; result {@code [.., channels]}, the row of each id. The gradient of the table is
 * the sum of the gradients of the rows that were read, in the order of the ids.
 */
public record EmbeddingRule() implements CompositeRule {
    @Override
    public String name() {
        return "embedding";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        return List.of(operands.getFirst().take(0, operands.get(1)));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor table = operands.getFirst();
                    Tensor dtable =
                            table.filled(0)
                                    .scatter(
                                            ScatterKind.ADD,
                                            0,
                                            operands.get(1),
                                            gradients.getFirst());
                    return Arrays.asList(dtable, null);
                });
    }
}
