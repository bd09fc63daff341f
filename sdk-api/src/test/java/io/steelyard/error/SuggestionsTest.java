package io.steelyard.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class SuggestionsTest {
    private final List<String> known = List.of("tensorflow", "reference");

    @Test
    void namesWhatIsATypingErrorAway() {
        assertThat(Suggestions.among("refrence", known))
                .isEqualTo("Did you mean 'reference'? Known are: reference, tensorflow.");
        assertThat(Suggestions.closest("tensorfloww", known)).contains("tensorflow");
    }

    @Test
    void guessesAtNothingFarAway() {
        assertThat(Suggestions.among("cuda", known)).isEqualTo("Known are: reference, tensorflow.");
        assertThat(Suggestions.among("cuda", List.of())).isEqualTo("None is known.");
    }
}
