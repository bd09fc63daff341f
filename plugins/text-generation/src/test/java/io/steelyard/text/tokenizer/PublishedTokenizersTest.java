package io.steelyard.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.text.SharedData;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Vocabularies that others published, against the ids that other implementations computed. */
final class PublishedTokenizersTest {
    private final ByteLevelBpeFactory factory = new ByteLevelBpeFactory();
    @TempDir Path folder;

    private ByteLevelBpe gpt2() throws IOException {
        return factory.load(SharedData.file("tokenizers/gpt2"));
    }

    @TestFactory
    List<DynamicTest> gpt2AgreesWithLlamaCpp() throws IOException {
        ByteLevelBpe gpt2 = gpt2();
        String[] texts =
                Files.readString(SharedData.file("llama.cpp-vocab/ggml-vocab-gpt-2.gguf.inp"))
                        .split("\n__ggml_vocab_test__\n", -1);
        List<String> ids =
                Files.readAllLines(SharedData.file("llama.cpp-vocab/ggml-vocab-gpt-2.gguf.out"));
        assertThat(ids).hasSize(46);
        return IntStream.range(0, ids.size())
                .mapToObj(
                        i ->
                                DynamicTest.dynamicTest(
                                        "case " + i,
                                        () -> {
                                            assertThat(gpt2.encode(texts[i]))
                                                    .isEqualTo(numbers(ids.get(i)));
                                            assertThat(gpt2.decode(gpt2.encode(texts[i])))
                                                    .isEqualTo(texts[i]);
                                        }))
                .toList();
    }

    private static int[] numbers(String line) {
        return line.isBlank()
                ? new int[0]
                : Arrays.stream(line.strip().split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void gpt2AgreesWithSwiftTransformers() throws IOException {
        String name = "tokenizers/golden-swift-transformers/gpt2_encoded_tokens.json";
        JsonNode golden = new ObjectMapper().readTree(SharedData.file(name).toFile());
        int[] ids =
                StreamSupport.stream(golden.path("token_ids").spliterator(), false)
                        .mapToInt(JsonNode::intValue)
                        .toArray();
        assertThat(gpt2().encode(golden.path("text").asText())).isEqualTo(ids);
        assertThat(gpt2().decode(ids)).isEqualTo(golden.path("decoded_text").asText());
    }

    @Test
    void gpt2TakesItsSpecialTokenAsOneOnlyWhenAsked() throws IOException {
        ByteLevelBpe gpt2 = gpt2();
        assertThat(gpt2.vocabularySize()).isEqualTo(50_257);
        assertThat(gpt2.addedToken("<|endoftext|>")).hasValue(50_256);
        String text = "a<|endoftext|>b";
        assertThat(gpt2.encodeWithSpecialTokens(text)).containsExactly(64, 50_256, 65);
        assertThat(gpt2.encode(text)).hasSizeGreaterThan(5).doesNotContain(50_256);
        assertThat(gpt2.decode(gpt2.encode(text))).isEqualTo(text);
        assertThat(gpt2.decode(64, 50_256, 65)).isEqualTo(text);
    }

    @Test
    void huggingFacesNamesForGpt2sFilesAreReadToo() throws IOException {
        Path gpt2 = SharedData.file("tokenizers/gpt2");
        Files.copy(gpt2.resolve("encoder.json"), folder.resolve("vocab.json"));
        Files.copy(gpt2.resolve("vocab.bpe"), folder.resolve("merges.txt"));
        assertThat(factory.reads(folder)).isTrue();
        assertThat(factory.load(folder).encode("Hello world")).containsExactly(15496, 995);
    }

    @Test
    void gptNeoxAgreesWithHuggingFaceTokenizers() throws IOException {
        ByteLevelBpe neox =
                factory.loadFile(SharedData.file("tokenizers/gpt-neox/20B_tokenizer.json"));
        // The ids of tokenizers 0.23.2 for the same file.
        assertThat(neox.encode("Hello world")).containsExactly(12092, 1533);
        assertThat(neox.encode("    int x = 10;\n\t\treturn  x;"))
                .containsExactly(50274, 565, 1269, 426, 884, 28, 996, 186, 2309, 50276, 89, 28);
        assertThat(neox.encodeWithSpecialTokens("a<|endoftext|>b")).containsExactly(66, 0, 67);
        assertThat(neox.encode("a<|endoftext|>b"))
                .containsExactly(66, 29, 93, 423, 1171, 1156, 49651, 67);
        assertThat(neox.encode("e\u0301te\u0301  caf\u00E9"))
                .containsExactly(39929, 50276, 68, 2320, 860);
        assertThat(neox.encode("🦙 你好   \n  x'll 'S 12345"))
                .containsExactly(
                        14931, 101, 236, 209, 24553, 34439, 50275, 187, 50276, 89, 1833, 686, 52,
                        1249, 16767);
        assertThat(neox.decode(neox.encode("    x  y"))).isEqualTo("    x  y");
        assertThat(neox.vocabularySize()).isEqualTo(50_277);
    }

    @Test
    void qwen2sWordPatternAgreesWithHuggingFaceTokenizers() throws IOException {
        ByteLevelBpe tiny =
                factory.loadFile(
                        SharedData.file("tokenizers/torchtune-small/tiny_bpe_tokenizer.json"));
        // The ids of tokenizers 0.23.2 for the same file.
        assertThat(tiny.encode("Hello world, it'S 2024!\n\n  the end"))
                .containsExactly(
                        39, 385, 78, 675, 11, 209, 6, 50, 95, 17, 15, 17, 19, 0, 94, 94, 95, 103,
                        1091);
        assertThat(tiny.encode("x<|im_start|>y"))
                .containsExactly(87, 27, 91, 161, 62, 137, 320, 91, 29, 88);
        assertThat(tiny.encodeWithSpecialTokens("x<|im_start|>y")).containsExactly(87, 2001, 88);
    }

    @Test
    void whatWasLoadedIsTheSameAfterSavingAndLoading() throws IOException {
        String text = "It's  e\u0301 12345\n\n  <|endoftext|> 🦙   <|im_start|>'LL";
        for (String name :
                new String[] {
                    "gpt-neox/20B_tokenizer.json", "torchtune-small/tiny_bpe_tokenizer.json"
                }) {
            ByteLevelBpe original = factory.loadFile(SharedData.file("tokenizers/" + name));
            original.save(folder);
            ByteLevelBpe saved = factory.load(folder);
            if (name.startsWith("gpt-neox")) {
                assertThat(saved.encode(text)).isEqualTo(original.encode(text));
            }
            String ascii = "It's 12345\n\n  <|im_start|>'LL";
            assertThat(saved.encode(ascii)).isEqualTo(original.encode(ascii));
            assertThat(saved.encodeWithSpecialTokens(ascii))
                    .isEqualTo(original.encodeWithSpecialTokens(ascii));
            assertThat(saved.vocabularySize()).isEqualTo(original.vocabularySize());
        }
    }
}
