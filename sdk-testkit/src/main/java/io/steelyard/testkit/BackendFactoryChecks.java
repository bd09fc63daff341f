package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** That a backend is what its factory says, and that options are known or refused. */
final class BackendFactoryChecks {
    private static final String UNKNOWN = "no-such-option";

    private final Function<String, Map<String, String>> options;

    /**
     * Checks of backends.
     *
     * @param options what a backend of a name accepts
     */
    BackendFactoryChecks(Function<String, Map<String, String>> options) {
        this.options = options;
    }

    Stream<DynamicNode> tests(List<BackendFactory> factories) {
        return factories.stream()
                .map(
                        factory ->
                                DynamicContainer.dynamicContainer(
                                        factory.name(),
                                        Stream.of(
                                                DynamicTest.dynamicTest(
                                                        "the backend has the name",
                                                        () -> hasTheName(factory)),
                                                DynamicTest.dynamicTest(
                                                        "each option is accepted",
                                                        () -> acceptsOptions(factory)),
                                                DynamicTest.dynamicTest(
                                                        "an unknown option is refused by naming"
                                                                + " the known",
                                                        () -> refusesUnknown(factory)))));
    }

    private static void hasTheName(BackendFactory factory) {
        try (Backend backend = factory.create(Map.of())) {
            assertThat(backend.name()).isEqualTo(factory.name());
        }
    }

    private void acceptsOptions(BackendFactory factory) {
        Map<String, String> accepted = options.apply(factory.name());
        for (Map.Entry<String, String> option : accepted.entrySet()) {
            try (Backend backend = factory.create(Map.of(option.getKey(), option.getValue()))) {
                assertThat(backend.name()).isEqualTo(factory.name());
            }
        }
        try (Backend backend = factory.create(accepted)) {
            assertThat(backend.name()).isEqualTo(factory.name());
        }
    }

    private void refusesUnknown(BackendFactory factory) {
        Map<String, String> accepted = options.apply(factory.name());
        Map<String, String> given = new HashMap<>(accepted);
        given.put(UNKNOWN, "1");
        for (Map<String, String> each : List.of(Map.of(UNKNOWN, "1"), given)) {
            String message =
                    Refusals.message(
                            "options " + each.keySet(),
                            () -> factory.create(each).close(),
                            ErrorCode.INVALID_ARGUMENT);
            assertThat(message).contains(UNKNOWN).contains(accepted.keySet());
        }
    }
}
