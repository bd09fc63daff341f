package io.steelyard.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.text.SharedData;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class ByteLevelBpeTest {
    private static final String TEXT =
            "the cat sat on the mat; the cat's hat, the bat and that. ".repeat(20) + "Ünïcödé 🦙";
    private final ByteLevelBpeFactory factory = new ByteLevelBpeFactory();
    @TempDir Path folder;

    @Test
    void learnsWhatHuggingFaceLearnsFromTinyShakespeare() throws Exception {
        String text = Files.readString(SharedData.file("tinyshakespeare/input.txt"));
        ByteLevelBpe tokenizer = factory.train(text, Optional.of(4096));
        assertThat(tokenizer.vocabularySize()).isEqualTo(4096);
        int[] ids = tokenizer.encode(text);
        // Computed with tokenizers 0.23.2: ByteLevelBPETokenizer().train([input.txt],
        // vocab_size=4096, special_tokens=["<|endoftext|>"]), SHA-256 of the ids joined by spaces.
        assertThat(ids).hasSize(344_104);
        String joined =
                Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        MessageDigest.getInstance("SHA-256")
                                                .digest(joined.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("9628705bf208d8f018e5b53aa41cb4d565c4085dd7ed7d48ae9af65c2a49876c");
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }

    @Test
    void numbersEndOfTextThenBytesThenMerges() {
        ByteLevelBpe tokenizer = ByteLevelBpe.train(TEXT, 300);
        assertThat(tokenizer.addedToken("<|endoftext|>")).hasValue(0);
        assertThat(tokenizer.decode(0)).isEqualTo("<|endoftext|>");
        assertThat(tokenizer.bytes(1)).containsExactly('!');
        // "at" is the most frequent pair of the text.
        assertThat(tokenizer.decode(257)).isEqualTo("at");
    }

    @Test
    void aShortTextGivesFewerTokensThanAskedFor() {
        // "ab" occurs twice; with the space before it, once.
        assertThat(ByteLevelBpe.train("ab ab", 1000).decode(257)).isEqualTo("ab");
        assertThat(ByteLevelBpe.train("ab ab", 1000).vocabularySize()).isEqualTo(258);
        assertThat(ByteLevelBpe.train("x", 1000).vocabularySize()).isEqualTo(257);
    }

    @RepeatedTest(10)
    void mergesAsTheDefinitionSays(RepetitionInfo run) throws IOException {
        Random random = new Random(run.getCurrentRepetition());
        String text =
                random.ints(400, 0, 5)
                        .mapToObj(i -> List.of("a", "b", "ab", " ", "é").get(i))
                        .collect(Collectors.joining());
        ByteLevelBpe tokenizer = ByteLevelBpe.train(text, 320);
        tokenizer.save(folder);
        String json = Files.readString(folder.resolve("tokenizer.json"));
        Map<List<String>, Integer> ranks = new HashMap<>();
        var merge = Pattern.compile("\\[ \"(.+?)\", \"(.+?)\" \\]").matcher(json);
        while (merge.find()) {
            ranks.put(List.of(merge.group(1), merge.group(2)), ranks.size());
        }
        assertThat(ranks).isNotEmpty();
        String word =
                random.ints(200, 0, 2)
                        .mapToObj(i -> i == 0 ? "a" : "b")
                        .collect(Collectors.joining());
        List<String> expected = mergeNaively(word, ranks);
        List<String> tokens =
                Arrays.stream(tokenizer.encode(word)).mapToObj(tokenizer::decode).toList();
        assertThat(tokens).isEqualTo(expected);
    }

    /** The loop of Sennrich et al.: find the best pair, merge every occurrence, again. */
    private static List<String> mergeNaively(String word, Map<List<String>, Integer> ranks) {
        List<String> symbols = new ArrayList<>(List.of(word.split("")));
        while (true) {
            List<String> best = null;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                List<String> pair = List.of(symbols.get(i), symbols.get(i + 1));
                int rank = ranks.getOrDefault(pair, Integer.MAX_VALUE);
                if (rank < (best == null ? Integer.MAX_VALUE : ranks.get(best))) {
                    best = pair;
                }
            }
            if (best == null) {
                return symbols;
            }
            for (int i = 0; i + 1 < symbols.size(); i++) {
                if (best.equals(List.of(symbols.get(i), symbols.get(i + 1)))) {
                    symbols.set(i, best.getFirst() + best.getLast());
                    symbols.remove(i + 1);
                }
            }
        }
    }

    @Test
    void aVeryLongWordIsNoTrouble() {
        ByteLevelBpe tokenizer = ByteLevelBpe.train("a".repeat(5000) + " " + TEXT, 400);
        String word = "a".repeat(1_000_000);
        int[] ids = tokenizer.encode(word);
        assertThat(ids).hasSizeLessThan(10_000);
        assertThat(tokenizer.decode(ids)).isEqualTo(word);
    }

    @Test
    void theSameTextGivesTheSameFile() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        ByteLevelBpe.train(TEXT, 350).save(first);
        ByteLevelBpe.train(TEXT, 350).save(second);
        assertThat(first.resolve("tokenizer.json"))
                .hasSameBinaryContentAs(second.resolve("tokenizer.json"));
    }

    @Test
    void loadsWhatItSaved() throws IOException {
        ByteLevelBpe tokenizer = ByteLevelBpe.train(TEXT, 400);
        tokenizer.save(folder);
        assertThat(factory.reads(folder)).isTrue();
        assertThat(new CharTokenizerFactory().reads(folder)).isFalse();
        ByteLevelBpe loaded = factory.load(folder);
        String text = "that cat's 🦙 <|endoftext|>\r\n\t Ü";
        assertThat(loaded.encode(text)).isEqualTo(tokenizer.encode(text));
        assertThat(loaded.encodeWithSpecialTokens(text))
                .isEqualTo(tokenizer.encodeWithSpecialTokens(text))
                .contains(0);
        assertThat(loaded.vocabularySize()).isEqualTo(tokenizer.vocabularySize());
    }

    @RepeatedTest(30)
    void everyTextDecodesToItself(RepetitionInfo run) {
        ByteLevelBpe tokenizer = ByteLevelBpe.train(TEXT, 350);
        Random random = new Random(run.getCurrentRepetition());
        StringBuilder text = new StringBuilder();
        String[] pieces = {
            "é",
            "e\u0301",
            "👩‍👩‍👧‍👦",
            "🏳️‍🌈",
            "漢字",
            "  ",
            "\n\r\n",
            "\t",
            "'s",
            "'LL",
            "½",
            "٣",
            "\u00A0",
            "\u3000",
            "\u0000",
            "<|endoftext|>",
            "\u0E01\u0E33",
            "Ġ",
            "ÿ",
            "\u00AD",
            "\uFEFF"
        };
        for (int i = 0; i < 300; i++) {
            int kind = random.nextInt(3);
            if (kind == 0) {
                text.append(pieces[random.nextInt(pieces.length)]);
            } else if (kind == 1) {
                text.append((char) (' ' + random.nextInt(95)));
            } else {
                int character = random.nextInt(Character.MAX_CODE_POINT + 1);
                boolean surrogate = Character.getType(character) == Character.SURROGATE;
                text.appendCodePoint(surrogate ? 'x' : character);
            }
        }
        assertThat(tokenizer.decode(tokenizer.encode(text.toString()))).isEqualTo(text.toString());
    }

    @Test
    void manyThreadsGetTheSameIds() {
        ByteLevelBpe tokenizer = ByteLevelBpe.train(TEXT, 350);
        int[] expected = ByteLevelBpe.train(TEXT, 350).encode(TEXT);
        assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> tokenizer.encode(TEXT)).toList())
                .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
    }

    @Test
    void refusesWhatItCannotEncodeOrLearn() {
        ByteLevelBpe tokenizer = ByteLevelBpe.train(TEXT, 270);
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> tokenizer.encode("one\ntwo\uDD99"))
                .withMessageContaining("surrogate pair, U+DD99, at index 7 (line 2, column 4)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> tokenizer.bytes(270))
                .withMessage("There is no token 270; the ids of this vocabulary are 0 to 269.");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> tokenizer.bytes(-1))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.train("", Optional.of(300)))
                .withMessageContaining("empty text");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.train("x", Optional.empty()))
                .withMessageContaining("needs the size of its vocabulary");
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> factory.train("x", Optional.of(100)))
                .withMessageContaining("has 258 to 1000000 tokens");
    }
}
