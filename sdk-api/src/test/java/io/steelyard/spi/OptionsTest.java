package io.steelyard.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

final class OptionsTest {
    private static <T> T read(Map<String, Object> given, Function<Options, T> reader) {
        return Options.read("the loss 'toy'", given, reader);
    }

    private static void refuses(
            Map<String, Object> given, Function<Options, ?> reader, String message) {
        assertThatThrownBy(() -> read(given, reader))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(message);
    }

    private static void reads(
            Object expected, Map<String, Object> given, Function<Options, Object> reader) {
        Object made = read(given, reader);
        assertThat(made).isEqualTo(expected);
    }

    @Test
    void whatIsGivenIsRead() {
        reads(3f, Map.of("x", 3), options -> options.number("x", 1f));
        reads(0.1f, Map.of("x", 0.1), options -> options.number("x", 1f));
        reads(0.1, Map.of("x", 0.1), options -> options.number("x", 1.0));
        reads(0.1, Map.of("x", 0.1), options -> options.number("x"));
        reads(2, Map.of("x", 2.0), options -> options.wholeNumber("x", 1));
        reads(1L << 40, Map.of("x", 1L << 40), options -> options.wholeNumber("x"));
        reads(OptionalInt.of(-100), Map.of("x", -100), options -> options.wholeNumberIfGiven("x"));
        reads(true, Map.of("x", true), options -> options.flag("x", false));
        reads("a", Map.of("x", "a"), options -> options.text("x", "b"));
        reads(List.of(1f, 0.5f), Map.of("x", List.of(1, 0.5)), options -> options.numbers("x"));
        reads(List.of("a", "b"), Map.of("x", List.of("a", "b")), options -> options.texts("x"));
        reads(
                Optional.of(new Component("y", Map.of("z", 1))),
                Map.of("x", Map.of("name", "y", "z", 1)),
                options -> options.componentIfGiven("x"));
    }

    @Test
    void whatIsNotGivenIsAsUsual() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("x", null);
        for (Map<String, Object> given : List.of(Map.<String, Object>of(), nothing)) {
            reads(1f, given, options -> options.number("x", 1f));
            reads(1.0, given, options -> options.number("x", 1.0));
            reads(1, given, options -> options.wholeNumber("x", 1));
            reads(1L, given, options -> options.wholeNumber("x", 1L));
            reads(OptionalInt.empty(), given, options -> options.wholeNumberIfGiven("x"));
            reads(true, given, options -> options.flag("x", true));
            reads("b", given, options -> options.text("x", "b"));
            reads(List.of(), given, options -> options.numbers("x"));
            reads(List.of(), given, options -> options.texts("x"));
            reads(Optional.empty(), given, options -> options.componentIfGiven("x"));
        }
    }

    @Test
    void whatIsNotKnownIsRefusedByNamingTheKnown() {
        refuses(
                Map.of("gama", 1),
                options -> options.number("gamma", 2f) + options.number("alpha", 1f),
                "The loss 'toy' was given the option 'gama', which it does not have. Did you mean"
                        + " 'gamma'? Known are: alpha, gamma.");
        refuses(
                Map.of("x", 1),
                options -> 0,
                "The loss 'toy' was given the option 'x', which it does not have. None is known.");
    }

    @Test
    void whatIsNeededIsNamed() {
        refuses(
                Map.of(),
                options -> options.number("x"),
                "The loss 'toy' was given no option 'x'; it needs a number there.");
        refuses(
                Map.of(),
                options -> options.wholeNumber("x"),
                "The loss 'toy' was given no option 'x'; it needs a whole number there.");
    }

    @Test
    void anotherTypeIsRefused() {
        String given = "The loss 'toy' was given the option 'x' as ";
        Map<String, Object> text = Map.of("x", "high");
        refuses(
                text,
                options -> options.number("x", 1f),
                given + "\"high\"; accepted is a number.");
        refuses(
                Map.of("x", 1.5),
                options -> options.wholeNumber("x", 1L),
                given + "1.5; accepted is a whole number.");
        refuses(
                Map.of("x", 1L << 40),
                options -> options.wholeNumber("x", 1),
                given + "1099511627776; accepted is a whole number of 32 bits.");
        refuses(
                text,
                options -> options.flag("x", true),
                given + "\"high\"; accepted is true or false.");
        refuses(Map.of("x", 1), options -> options.text("x", ""), given + "1; accepted is a text.");
        refuses(
                Map.of("x", 1),
                options -> options.componentIfGiven("x"),
                given
                        + "1; accepted is a registered name, or an object with a \"name\" and"
                        + " options.");
        refuses(
                Map.of("x", 1),
                options -> options.numbers("x"),
                given + "1; accepted is a list of numbers.");
        refuses(
                Map.of("x", List.of("a")),
                options -> options.numbers("x"),
                given + "[a]; accepted is a list of numbers.");
        refuses(
                Map.of("x", List.of(1)),
                options -> options.texts("x"),
                given + "[1]; accepted is a list of texts.");
    }
}
