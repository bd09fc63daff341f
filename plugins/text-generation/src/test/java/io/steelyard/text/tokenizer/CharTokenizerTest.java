package io.steelyard.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.text.SharedData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

final class CharTokenizerTest {
    private final CharTokenizerFactory factory = new CharTokenizerFactory();
    @TempDir Path folder;

    @Test
    void numbersTheCharactersInTheOrderOfTheirCodePoints() {
        CharTokenizer tokenizer = CharTokenizer.train("b🦙a\nbé\uFFFD");
        assertThat(tokenizer.encode("\nabé\uFFFD🦙")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(tokenizer.decode(5, 3, 0)).isEqualTo("🦙é\n");
        assertThat(tokenizer.bytes(5)).isEqualTo("🦙".getBytes(StandardCharsets.UTF_8));
        assertThat(tokenizer.vocabularySize()).isEqualTo(6);
        assertThat(tokenizer.kind()).isEqualTo("char");
    }

    @Test
    void tinyShakespeareHas65Characters() throws IOException {
        String text = Files.readString(SharedData.file("tinyshakespeare/input.txt"));
        CharTokenizer tokenizer = factory.train(text, Optional.empty());
        assertThat(tokenizer.vocabularySize()).isEqualTo(65);
        // The ids that nanoGPT's character vocabulary gives to its first words.
        assertThat(tokenizer.encode("First Citizen"))
                .containsExactly(18, 47, 56, 57, 58, 1, 15, 47, 58, 47, 64, 43, 52);
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void namesTheCharacterThatItDoesNotKnow() {
        CharTokenizer tokenizer = CharTokenizer.train("abc \n🦙");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> tokenizer.encode("abc\n🦙 x"))
                .withMessageContaining(
                        "The character 'x' (U+0078) at index 7 (line 2, column 3) of the text")
                .withMessageContaining("not among the 6 characters this model was trained on")
                .withMessageContaining("Remove or replace it, or train with a text that has it")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> tokenizer.encode("\t"))
                .withMessageContaining("The character U+0009 at index 0 (line 1, column 1)");
    }

    @Test
    void refusesAnIdOutsideTheVocabulary() {
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> CharTokenizer.train("ab").bytes(2))
                .withMessage("There is no token 2; the ids of this vocabulary are 0 to 1.");
    }

    @Test
    void refusesATextItCannotLearnFrom() {
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> CharTokenizer.train(""))
                .withMessageContaining("empty text");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> CharTokenizer.train("ab\uD83Ec"))
                .withMessageContaining("surrogate pair, U+D83E, at index 2 (line 1, column 3)");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.train("ab", Optional.of(65)))
                .withMessageContaining("finds its own size");
    }

    @Test
    void loadsWhatItSaved() throws IOException {
        String text = "a \"quoted\" \\ line\n\t\u0000\u007F\u2028é漢🦙";
        CharTokenizer tokenizer = CharTokenizer.train(text);
        tokenizer.save(folder);
        assertThat(factory.reads(folder)).isTrue();
        assertThat(new ByteLevelBpeFactory().reads(folder)).isFalse();
        CharTokenizer loaded = factory.load(folder);
        assertThat(loaded.encode(text)).isEqualTo(tokenizer.encode(text));
        assertThat(loaded.decode(loaded.encode(text))).isEqualTo(text);
    }

    @Test
    void refusesFilesThatItWouldReadWrongly() throws IOException {
        CharTokenizer.train("abc").save(folder);
        assertRefused("\"Fuse\"", "\"WordPiece\"", "its decoder is WordPiece");
        assertRefused("\"b\" :", "\"bb\" :", "its token \"bb\" is not a single character");
        assertRefused("\"b\" : 1", "\"b\" : 2", "\"b\" and \"c\" of \"model.vocab\" both have");
        assertRefused("\"c\" : 2", "\"c\" : 3", "its ids leave out 2");
        assertRefused("\"c\" : 2", "\"c\" : -1", "the id of the token \"c\"");
        assertRefused("[\\\\s\\\\S]", "\\\\w", "its pre_tokenizer is");
        assertRefused(
                "\"normalizer\" : null",
                "\"normalizer\" : {\"type\":\"Lowercase\"}",
                "its normalizer is Lowercase, and this tokenizer supports only none");
    }

    private void assertRefused(String part, String replacement, String reason) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        String saved = Files.readString(file);
        assertThat(saved).contains(part);
        Files.writeString(file, saved.replace(part, replacement));
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.load(folder))
                .withMessageContainingAll(file.toString(), reason)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILE));
        Files.writeString(file, saved);
    }
}
