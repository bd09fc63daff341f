package io.steelyard.tensorflow.internal.library;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LibrarySettingsTest {
    @Test
    void aLibraryThatGivesLessIsRefusedWithTheOptionThatDiffers() {
        LibrarySettings shaky = new LibrarySettings(false, false);
        LibrarySettings rounding = new LibrarySettings(true, true);
        assertThatThrownBy(() -> LibrarySettings.EXACT.requireServedBy(shaky))
                .hasMessage(sentence("deterministic=false"));
        assertThatThrownBy(() -> LibrarySettings.EXACT.requireServedBy(rounding))
                .hasMessage(sentence("tf32=true"));
        shaky.requireServedBy(shaky);
        rounding.requireServedBy(LibrarySettings.EXACT);
    }

    private static String sentence(String option) {
        return "A tensorflow backend was asked for without option "
                + option
                + " after another one had started with it, and TensorFlow asks once in the life of"
                + " a process; give it to this one too, or leave it out of the first one.";
    }
}
