package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.spi.Component;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What holds of everything that a recipe names: it has a case, and its options are known or
 * refused.
 *
 * @param what a loss, an optimizer ...; for the names of tests
 * @param name of a factory
 * @param component that a case is about
 * @param create what a factory makes for a case with options
 */
record ComponentChecks<F, C>(
        String what,
        Function<F, String> name,
        Function<C, Component> component,
        Creation<F, C> create) {
    private static final String UNKNOWN = "no_such_option";

    /** How a factory is asked. */
    @FunctionalInterface
    interface Creation<F, C> {
        Object create(F factory, C one, Map<String, Object> options);
    }

    /**
     * A container for each case, with further tests of its own.
     *
     * @param further of a factory with a case
     */
    Stream<DynamicNode> tests(
            List<F> factories, List<C> cases, BiFunction<F, C, Stream<DynamicTest>> further) {
        DynamicTest covered =
                DynamicTest.dynamicTest(
                        "each " + what + " has a case", () -> areCovered(factories, cases));
        return Stream.concat(
                Stream.of(covered),
                factories.stream()
                        .flatMap(
                                factory ->
                                        cases.stream()
                                                .filter(one -> isOf(factory, one))
                                                .map(one -> container(factory, one, further))));
    }

    private void areCovered(List<F> factories, List<C> cases) {
        assertThat(cases.stream().map(one -> component.apply(one).name()))
                .as("names in the cases")
                .containsAll(factories.stream().map(name).toList());
    }

    private boolean isOf(F factory, C one) {
        return component.apply(one).name().equals(name.apply(factory));
    }

    private DynamicContainer container(
            F factory, C one, BiFunction<F, C, Stream<DynamicTest>> further) {
        Stream<DynamicTest> options =
                Stream.of(
                        DynamicTest.dynamicTest(
                                "an unknown option is refused by naming the known",
                                () -> refusesUnknown(factory, one)),
                        DynamicTest.dynamicTest(
                                "an option of another type is refused by its name",
                                () -> refusesType(factory, one)));
        return DynamicContainer.dynamicContainer(
                name.apply(factory), Stream.concat(further.apply(factory, one), options));
    }

    private void refusesUnknown(F factory, C one) {
        Map<String, Object> options = new HashMap<>(component.apply(one).options());
        options.put(UNKNOWN, 1);
        String message = refusal(factory, one, options);
        assertThat(options.keySet()).allSatisfy(option -> assertThat(message).contains(option));
    }

    private void refusesType(F factory, C one) {
        for (String option : component.apply(one).options().keySet()) {
            Map<String, Object> options = new HashMap<>(component.apply(one).options());
            options.put(option, Map.of("unexpected", true));
            assertThat(refusal(factory, one, options)).contains(option);
        }
    }

    private String refusal(F factory, C one, Map<String, Object> options) {
        return Refusals.message(
                "options " + options,
                () -> create.create(factory, one, options),
                ErrorCode.INVALID_ARGUMENT);
    }
}
