package io.steelyard.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/** What each step makes of a text. */
final class TextCleaningTest {
    record Case(TextStep step, String given, String expected) {}

    static List<Case> cases() {
        return List.of(
                new Case(TextStep.CONTROLS, "a\u0000b\u007f\u0085c\ufeff", "abc"),
                new Case(TextStep.CONTROLS, "a\tb\r\nc \uD83D\uDE00", "a\tb\r\nc \uD83D\uDE00"),
                // A zero-width joiner is part of an emoji, and no control character.
                new Case(TextStep.CONTROLS, "👩\u200d🔬", "👩\u200d🔬"),
                new Case(TextStep.NORMALIZE, "e\u0301 \u212b \u1100\u1161", "é Å 가"),
                // Compatibility characters stay in form C.
                new Case(TextStep.NORMALIZE, "ﬁ ²", "ﬁ ²"),
                new Case(TextStep.WHITESPACE, " a \t\n b\u00a0\u3000c ", "a b c"),
                new Case(TextStep.WHITESPACE, "\u2003", ""));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneStep(Case each) {
        TextCleaning alone = TextCleaning.defaults().without(others(each.step()));

        assertThat(alone.clean(each.given())).isEqualTo(each.expected());
        assertThat(alone.changing(each.given()))
                .hasSize(each.given().equals(each.expected()) ? 0 : 1);
    }

    private static TextStep[] others(TextStep step) {
        return List.of(TextStep.values()).stream()
                .filter(other -> other != step)
                .toArray(TextStep[]::new);
    }

    /** A control character between a letter and its accent would keep them apart. */
    @Test
    void stepsFollowEachOther() {
        TextCleaning cleaning = TextCleaning.defaults();

        assertThat(cleaning.clean(" e\u0000\u0301 ")).isEqualTo("é");
        assertThat(cleaning.changing(" e\u0000\u0301 ")).containsExactly(TextStep.values());
        assertThat(cleaning.changing("é")).isEmpty();
        assertThat(TextCleaning.none().clean(" e\u0000 ")).isEqualTo(" e\u0000 ");
    }
}
