package io.steelyard.testkit;

import java.util.List;
import java.util.stream.Stream;

/** The value cases of every primitive. */
public final class OpCases {
    private OpCases() {}

    /** All of them, the same on every call. */
    public static List<OpCase> all() {
        return Stream.of(
                        LayoutCases.all(),
                        ElementwiseCases.all(),
                        IndexCases.all(),
                        ContractionCases.all(),
                        ConvolutionCases.all(),
                        WindowCases.all(),
                        OrderCases.all(),
                        ControlCases.all(),
                        LoopBodyCases.all(),
                        ExampleCases.all())
                .flatMap(List::stream)
                .toList();
    }
}
