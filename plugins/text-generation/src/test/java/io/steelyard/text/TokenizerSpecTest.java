package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenizerSpecTest {
    @Test
    void readsWhatItWrites() {
        assertThat(TokenizerSpec.parse("char")).isEqualTo(TokenizerSpec.character());
        assertThat(TokenizerSpec.parse("bpe:4096")).isEqualTo(TokenizerSpec.bpe(4096));
        assertThat(TokenizerSpec.parse("bpe:4096")).hasToString("bpe:4096");
        assertThat(TokenizerSpec.character()).hasToString("char");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chars    | Did you mean \"char\"?",
                "BPE:512  | Did you mean \"bpe:512\"?",
                "bpe-8000 | Did you mean \"bpe:8000\"?",
                "bpe      | needs the size of its vocabulary; write \"bpe:4096\"",
                "bpe:     | comes a whole number; write \"bpe:4096\"",
                "bpe:4k   | a whole number, not \"4k\"",
                "bpe:256  | has 258 to 1000000 tokens",
                "bpe:2000000 | has 258 to 1000000 tokens",
                "char:65  | finds its own size",
                "sentencepiece | Use \"char\" (one token for each distinct character) or \"bpe:N\"",
            })
    void refusesTheRestAndSaysWhatToWrite(String given, String advice) {
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> TokenizerSpec.parse(given))
                .withMessageStartingWith("\"" + given + "\" names no tokenizer. ")
                .withMessageContaining(advice)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
