package io.steelyard.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are broken, or that say something a byte-level tokenizer here would do wrongly. */
final class TokenizerFilesTest {
    private final ByteLevelBpeFactory factory = new ByteLevelBpeFactory();
    private String saved = "";
    @TempDir Path folder;

    @BeforeEach
    void saveATokenizer() throws IOException {
        ByteLevelBpe.train("the cat and the hat and that", 270).save(folder);
        saved = Files.readString(folder.resolve("tokenizer.json"));
    }

    private void assertRefused(String content, String... parts) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, content);
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.load(folder))
                .satisfies(
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILE);
                            assertThat(e).hasMessageContainingAll(parts);
                            assertThat(e).hasMessageContaining(file.toString());
                        });
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoJson() throws IOException {
        assertRefused(
                saved.substring(0, saved.length() / 2),
                "is not complete, valid JSON (line ",
                "Copy or save the file again");
        assertRefused("", "does not hold a JSON object");
        assertRefused("[1]", "does not hold a JSON object");
        assertRefused(saved + "x", "is not complete, valid JSON");
        assertRefused("{\"version\":\"1.0\",\"version\":\"2\"}", "Duplicate field 'version'");
    }

    @Test
    void aBrokenFileIsNamedAlreadyWhenItsKindIsLookedFor() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": ");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.reads(folder))
                .withMessageContainingAll("tokenizer.json", "is not complete, valid JSON");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": \"1.0\"}");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.reads(folder))
                .withMessageContaining("it has no \"model\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"normalizer\" : null | \"normalizer\" : {\"type\":\"Lowercase\"} | its normalizer"
                        + " is Lowercase, and this tokenizer supports only none and NFC",
                "\"truncation\" : null | \"truncation\" : {\"max_length\":9} | its \"truncation\""
                        + " is set",
                "\"type\" : \"BPE\" | \"type\" : \"Unigram\" | its model is Unigram",
                "\"dropout\" : null | \"dropout\" : 0.1 | its \"dropout\" is 0.1",
                "\"end_of_word_suffix\" : null | \"end_of_word_suffix\" : \"</w>\" | its"
                        + " \"end_of_word_suffix\" is \"</w>\"",
                "\"lstrip\" : false | \"lstrip\" : true | its \"lstrip\" of the added token"
                        + " \"<|endoftext|>\" is true",
                "\"add_prefix_space\" : false | \"add_prefix_space\" : true | its pre_tokenizer is"
                        + " ByteLevel with add_prefix_space",
                "\"pre_tokenizer\" : { | \"pre_tokenizer\" : {\"type\":\"Metaspace\"}, \"x\" : { |"
                        + " its pre_tokenizer is Metaspace",
                "\"decoder\" : { | \"decoder\" : {\"type\":\"WordPiece\"}, \"x\" : { | its decoder"
                        + " is WordPiece",
                "\"post_processor\" : { | \"post_processor\" : {\"type\":\"TemplateProcessing\"},"
                        + " \"x\" : { | its post_processor is TemplateProcessing",
                "\"A\" : 33 | \"A\" : \"33\" | the id of the token \"A\" of \"model.vocab\" is"
                        + " \"33\", not a whole number",
                "\"A\" : 33 | \"A\" : 34 | the tokens \"A\" and \"B\" of \"model.vocab\" both have"
                        + " the id 34",
                "\"A\" : 33 | \"A\" : 99999999 | not a whole number from 0 to 4194303",
                "\"id\" : 0 | \"id\" : 5 | the added token \"<|endoftext|>\" has the id 5, which"
                        + " does not agree",
                "[ \"a\", | [ \"aa\", | needs the token \"aa\", which is not in the vocabulary",
                "\"merges\" : [ | \"merges\" : [ \"a b c\", | merge 0 is \"a b c\", not two tokens",
            })
    void refusesByNameWhatItWouldDoWrongly(String part, String replacement, String reason)
            throws IOException {
        assertThat(saved).contains(part);
        assertRefused(saved.replace(part, replacement), reason);
    }

    @Test
    void readsMergesInTheFormBeforeTokenizers020() throws IOException {
        int[] expected = factory.load(folder).encode("that cat");
        Files.writeString(
                folder.resolve("tokenizer.json"),
                saved.replaceAll("\\[ \"([^\"]+)\", \"([^\"]+)\" \\]", "\"$1 $2\""));
        assertThat(factory.load(folder).encode("that cat")).isEqualTo(expected);
    }

    @Test
    void namesTheCharacterOfAByteThatTheVocabularyLacks() throws IOException {
        // Ã spells the byte 0xC3, the first of é.
        Files.writeString(folder.resolve("tokenizer.json"), saved.replaceAll("\"Ã\" : \\d+,", ""));
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.load(folder).encode("a\ncafé"))
                .withMessageContaining("the character 'é' (U+00E9) at index 5 (line 2, column 4)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }

    @Test
    void saysWhichLineOfMergesIsWrong() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("vocab.json"), "{\"a\":0,\"b\":1,\"ab\":2}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b\nab c\n");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.load(folder))
                .withMessageContainingAll("merges.txt", "merge 1, \"ab c\" on line 3", "\"c\"");
    }

    @Test
    void saysWhatAFolderWithoutTokenizerNeeds() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));
        assertThat(factory.reads(folder)).isFalse();
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.load(folder))
                .withMessageContaining("tokenizer.json, or vocab.json and merges.txt")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
    }
}
