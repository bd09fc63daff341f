package io.steelyard.cli;

import io.steelyard.classification.ClassificationData;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** The option that sets a part of the data aside, the same in training and in measuring. */
final class TestFractionOption {
    @Option(
            names = "--test-fraction",
            paramLabel = "X",
            description =
                    "Set this part of the data aside, such as 0.2: not trained on, and measured"
                            + " by evaluate with the same value. The same part each time.")
    private @Nullable Double fraction;

    /** The data with its test set aside where that was asked for. */
    ClassificationData apply(ClassificationData data) {
        return fraction == null ? data : data.holdingOut(fraction);
    }
}
