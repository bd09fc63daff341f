package io.steelyard.classification.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

final class WordTokenizerTest {
    private static final WordTokenizerOptions OPTIONS = WordTokenizerOptions.defaults();

    @TempDir Path directory;

    @Test
    void theMostFrequentWordsHaveIdsByTheirRank() {
        // the: 3, cat: 2, "!": 1, a: 1, dog: 1, sat: 1; of those as frequent, the first by value.
        Stream<String> texts = Stream.of("The cat sat.", "the CAT the dog", "a!");
        WordTokenizer tokenizer = WordTokenizer.train(texts, OPTIONS.withVocabularySize(6));
        assertThat(tokenizer.tokens()).containsExactly("[PAD]", "[UNK]", "the", "cat", "!", ".");
        assertThat(tokenizer.vocabularySize()).isEqualTo(6);
        assertThat(tokenizer.encode("The cat, the dog!")).containsExactly(2, 3, 1, 2, 1, 4);
        assertThat(tokenizer.decode(2, 3, 1, 0)).isEqualTo("the cat [UNK]");
    }

    @Test
    void aTextOfUnknownWordsIsEncoded() {
        WordTokenizer tokenizer = WordTokenizer.train(Stream.of("known"), OPTIONS);
        assertThat(tokenizer.encode("never seen")).containsExactly(1, 1);
        assertThat(tokenizer.encode("")).isEmpty();
        assertThat(tokenizer.encode("\ud800 \udc00")).isEmpty();
        assertThat(tokenizer.encode("[PAD] [UNK] [CLS]"))
                .as("names of special tokens are words like others")
                .containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void wordsMustOccurOftenEnough() {
        Stream<String> texts = Stream.of("once twice twice");
        WordTokenizer tokenizer = WordTokenizer.train(texts, OPTIONS.withMinimumCount(2));
        assertThat(tokenizer.tokens()).containsExactly("[PAD]", "[UNK]", "twice");
        assertThatThrownBy(
                        () ->
                                WordTokenizer.train(
                                        Stream.of("once", " "), OPTIONS.withMinimumCount(2)))
                .hasMessage(
                        "A word tokenizer cannot be learned from texts without a word that occurs"
                                + " 2 times; give the training texts.");
    }

    @Test
    void aFrameBeginsAndEndsATextHoweverShortItIsCut() {
        WordTokenizer tokenizer = WordTokenizer.train(Stream.of("a b c"), OPTIONS.withFrame(true));
        assertThat(tokenizer.tokens())
                .containsExactly("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "c");
        assertThat(tokenizer.encode("c b a")).containsExactly(2, 6, 5, 4, 3);
        assertThat(tokenizer.encode("c b a", 4)).containsExactly(2, 6, 5, 3);
        assertThat(tokenizer.encode("")).containsExactly(2, 3);
        assertThat(tokenizer.decode(2, 6, 5, 3, 0)).isEqualTo("c b");
        assertThatThrownBy(() -> tokenizer.encode("a", 2))
                .hasMessage(
                        "A text was to be encoded as at most 2 tokens; accepted are 3 or more.");
        WordTokenizer plain = WordTokenizer.train(Stream.of("a b c"), OPTIONS);
        assertThat(plain.encode("c b a", 2)).containsExactly(4, 3);
    }

    /** By the rules of Hugging Face's BertNormalizer and BertPreTokenizer. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Don't stop,don | don|'|t|stop|,|don",
                "a+b=c$ 3.5% | a|+|b|=|c|$|3|.|5|%",
                "Straße  ÉTÉ | straße|été",
                "x\u200by\u00a0z\u00ad | xy|z",
                "日本a | 日|本|a",
                "„Ja“ — nein… | „|ja|“|—|nein|…",
                "€5 ©x | €5|©x",
                "tab\there\u0085x\u2028y | tab|herex|y",
            },
            delimiterString = " | ")
    void wordsAreCutAsInBert(String text, String words) {
        List<String> found = new ArrayList<>();
        new WordSplitter(true).split(text, found::add);
        assertThat(found).containsExactly(words.split("\\|"));
    }

    @Test
    void lowerCasingIsAChoice() {
        WordTokenizer tokenizer =
                WordTokenizer.train(Stream.of("Apple apple"), OPTIONS.withLowercase(false));
        assertThat(tokenizer.encode("Apple apple APPLE")).containsExactly(2, 3, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itSurvivesItsFile(boolean framed) throws IOException {
        WordTokenizerOptions options = OPTIONS.withFrame(framed).withLowercase(!framed);
        WordTokenizer tokenizer = WordTokenizer.train(Stream.of("The \"cat\" sät"), options);
        tokenizer.save(directory);
        assertThat(new WordTokenizerFactory().reads(directory)).isTrue();
        WordTokenizer loaded = new WordTokenizerFactory().load(directory);
        assertThat(loaded.tokens()).isEqualTo(tokenizer.tokens());
        assertThat(loaded.lowercase()).isEqualTo(!framed);
        assertThat(loaded.framed()).isEqualTo(framed);
        assertThat(loaded.encode("the \"CAT\"")).isEqualTo(tokenizer.encode("the \"CAT\""));
    }

    @Test
    void theFileIsInTheFormOfHuggingFace() throws IOException {
        WordTokenizer.train(Stream.of("a"), OPTIONS.withFrame(true)).save(directory);
        assertThat(Files.readString(directory.resolve("tokenizer.json")).replaceAll("\\s+", ""))
                .isEqualTo(
                        "{'version':'1.0','truncation':null,'padding':null,'added_tokens':[],"
                                .concat("'normalizer':{'type':'BertNormalizer','clean_text':true,")
                                .concat("'handle_chinese_chars':true,'strip_accents':false,")
                                .concat("'lowercase':true},")
                                .concat("'pre_tokenizer':{'type':'BertPreTokenizer'},")
                                .concat("'post_processor':{'type':'BertProcessing',")
                                .concat("'sep':['[SEP]',3],'cls':['[CLS]',2]},'decoder':null,")
                                .concat("'model':{'type':'WordLevel','vocab':{'[PAD]':0,'[UNK]':1,")
                                .concat("'[CLS]':2,'[SEP]':3,'a':4},'unk_token':'[UNK]'}}")
                                .replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " -> ",
            value = {
                "\"[UNK]\" : 1 -> \"[XXX]\" : 1 -> its token 1 is not [UNK]",
                "\"a\" : 2 -> \"a\" : 7 -> its ids leave out 2; they must be 0 to 2, each once",
                "\"strip_accents\" : false -> \"strip_accents\" : true -> its normalizer is",
                "\"BertPreTokenizer\" -> \"Whitespace\" -> its pre_tokenizer is Whitespace",
                "\"WordLevel\" -> \"BPE\" -> its model is BPE, and this tokenizer supports only",
                "\"post_processor\" : null -> \"post_processor\" : {\"type\":\"X\"} -> its"
                        + " post_processor is X",
            })
    void aFileThatIsAnotherIsRefused(String here, String there, String why) throws IOException {
        WordTokenizer.train(Stream.of("a"), OPTIONS).save(directory);
        Path file = directory.resolve("tokenizer.json");
        String text = Files.readString(file);
        assertThat(text).contains(here);
        Files.writeString(file, text.replace(here, there));
        assertThatThrownBy(() -> new WordTokenizerFactory().load(directory))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FILE))
                .hasMessageStartingWith(file + " cannot be used as a tokenizer: " + why);
    }

    @Test
    void aDirectoryOfAnotherTokenizerIsNotRead() throws IOException {
        WordTokenizerFactory factory = new WordTokenizerFactory();
        assertThat(factory.reads(directory)).isFalse();
        Files.writeString(
                directory.resolve("tokenizer.json"),
                "{\"normalizer\": null, \"model\": {\"type\": \"WordLevel\"}}");
        assertThat(factory.reads(directory)).isFalse();
    }

    @Test
    void aVocabularyHasRoomForAWord() {
        assertThatThrownBy(() -> new WordTokenizerFactory().train("a", Optional.of(2)))
                .hasMessage(
                        "A word tokenizer with a vocabulary of 2 tokens of words that occur 1 times"
                            + " was asked for; accepted are more than the 2 special tokens, and 1"
                            + " time or more.");
    }
}
