package io.steelyard;

import io.steelyard.metric.Accuracy;
import io.steelyard.spi.MetricFactory;

import java.util.List;

/** The SDK's own metrics under the names by which they report. */
final class StandardMetrics {
    private StandardMetrics() {}

    static List<MetricFactory> all() {
        return List.of(
                MetricFactory.of(
                        "accuracy",
                        options -> new Accuracy(options.wholeNumberIfGiven("ignored_label"))));
    }
}
