package io.steelyard.testkit.model;

import java.util.List;
import java.util.stream.Stream;

/** The models of the kit. */
public final class ModelCases {
    private ModelCases() {}

    /** One of each family, the same on every call. */
    public static List<ModelCase> all() {
        return Stream.of(
                        TransformerModels.all(),
                        ImageModels.all(),
                        SequenceModels.all(),
                        GraphModels.all())
                .flatMap(List::stream)
                .toList();
    }
}
