package io.steelyard.cli;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.tensor.DType;

import picocli.CommandLine.Option;

import java.util.List;

/** The option that says as what the weights of a model lie in memory. */
final class WeightsOption {
    private static final List<DType> ACCEPTED = List.of(DType.F32, DType.BF16);

    @Option(
            names = "--weights",
            paramLabel = "f32|bf16",
            defaultValue = "f32",
            description = {
                "As what weights lie in memory; f32 if not named. bf16 takes half of it and nearly"
                        + " half the time for a token of a large model, and rounds them in the"
                        + " third digit."
            })
    private String weights = "f32";

    /** The dtype. Throws {@code INVALID_ARGUMENT} for another word. */
    DType dtype() {
        List<String> names = ACCEPTED.stream().map(DType::text).toList();
        int at = names.indexOf(weights);
        if (at < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Option --weights is '" + weights + "'. " + Suggestions.among(weights, names));
        }
        return ACCEPTED.get(at);
    }
}
