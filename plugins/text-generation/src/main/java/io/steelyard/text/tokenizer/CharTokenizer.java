package io.steelyard.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.TokenizerFile;
import io.steelyard.spi.Tokenizer;
import io.steelyard.text.TextPosition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * One token for each distinct character (Unicode code point) of the training text, numbered in the
 * order of the code points. A character that was not in the training text cannot be encoded.
 * Immutable and safe for use from many threads.
 *
 * <p>Saved as a {@code tokenizer.json} that Hugging Face's {@code tokenizers} opens: a WordLevel
 * model behind a Split on every character. Its unknown token is deliberately not in the vocabulary,
 * so that an unknown character is an error there too.
 */
public final class CharTokenizer implements Tokenizer {
    static final String KIND = "char";

    // Every character, line ends included; "(?s:.)" is no expression in Oniguruma's Ruby syntax.
    private static final String EVERY_CHARACTER = "[\\s\\S]";
    private static final String UNKNOWN = "<unk>";
    private static final int NO_TOKEN = -1;

    private final int[] characters;
    private final int[] tokenOf;

    private CharTokenizer(int[] characters) {
        this.characters = characters;
        this.tokenOf = new int[Arrays.stream(characters).max().orElse(-1) + 1];
        Arrays.fill(tokenOf, NO_TOKEN);
        for (int id = 0; id < characters.length; id++) {
            tokenOf[characters[id]] = id;
        }
    }

    /**
     * Collects the characters of a text.
     *
     * @throws SteelyardException {@code INVALID_DATA} for an empty text or half a surrogate pair
     */
    public static CharTokenizer train(String text) {
        if (text.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "A tokenizer cannot be learned from an empty text; give the training text.");
        }
        UnicodeText.requireWellFormed(text);
        return new CharTokenizer(text.codePoints().distinct().sorted().toArray());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int vocabularySize() {
        return characters.length;
    }

    /**
     * One id for each character of the text.
     *
     * @throws SteelyardException {@code INVALID_DATA} naming the first character that is not in the
     *     vocabulary and its index, line and column
     */
    @Override
    public int[] encode(String text) {
        int[] ids = new int[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int id = character < tokenOf.length ? tokenOf[character] : NO_TOKEN;
            if (id == NO_TOKEN) {
                throw unknown(text, i, character);
            }
            ids[count++] = id;
            i += Character.charCount(character);
        }
        return Arrays.copyOf(ids, count);
    }

    private SteelyardException unknown(String text, int index, int character) {
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                ("The character %s at %s of the text is not among the %d characters this model was"
                     + " trained on. Remove or replace it, or train with a text that has it or with"
                     + " the tokenizer bpe:4096, which knows every character.")
                        .formatted(
                                UnicodeText.describe(character),
                                TextPosition.of(text, index),
                                characters.length));
    }

    @Override
    public byte[] bytes(int token) {
        if (token < 0 || token >= characters.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no token %d; the ids of this vocabulary are 0 to %d."
                            .formatted(token, characters.length - 1));
        }
        return Character.toString(characters[token]).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes {@code tokenizer.json} in the form of Hugging Face's {@code tokenizers}. */
    @Override
    public void save(Path directory) throws IOException {
        TokenizerFile.write(
                directory.resolve(TokenizerFile.NAME),
                json -> {
                    json.writeArrayFieldStart("added_tokens");
                    json.writeEndArray();
                    json.writeNullField("normalizer");
                    json.writeObjectFieldStart("pre_tokenizer");
                    json.writeStringField("type", "Split");
                    json.writeObjectFieldStart("pattern");
                    json.writeStringField("Regex", EVERY_CHARACTER);
                    json.writeEndObject();
                    json.writeStringField("behavior", "Isolated");
                    json.writeBooleanField("invert", false);
                    json.writeEndObject();
                    json.writeNullField("post_processor");
                    json.writeObjectFieldStart("decoder");
                    json.writeStringField("type", "Fuse");
                    json.writeEndObject();
                    json.writeObjectFieldStart("model");
                    json.writeStringField("type", "WordLevel");
                    json.writeObjectFieldStart("vocab");
                    for (int id = 0; id < characters.length; id++) {
                        json.writeNumberField(Character.toString(characters[id]), id);
                    }
                    json.writeEndObject();
                    json.writeStringField("unk_token", UNKNOWN);
                    json.writeEndObject();
                });
    }

    static CharTokenizer read(Path path) throws IOException {
        TokenizerFile file = TokenizerFile.read(path);
        file.requireNoTruncationOrPadding();
        requireType(file, file.root().path("model"), "model", "WordLevel");
        requireType(file, file.root().path("normalizer"), "normalizer", "none");
        requireType(file, file.root().path("post_processor"), "post_processor", "none");
        requireType(file, file.root().path("decoder"), "decoder", "Fuse");
        JsonNode split = file.root().path("pre_tokenizer");
        requireType(file, split, "pre_tokenizer", "Split");
        if (!split.path("pattern").path("Regex").asText().equals(EVERY_CHARACTER)
                || !split.path("behavior").asText().equals("Isolated")
                || file.flag(split, "invert", false)) {
            throw file.unsupported(
                    "pre_tokenizer", split.toString(), "an Isolated Split on " + EVERY_CHARACTER);
        }
        if (!file.root().path("added_tokens").isEmpty()) {
            throw file.unsupported("\"added_tokens\"", "not empty", "an empty list");
        }
        return new CharTokenizer(characters(file));
    }

    private static void requireType(
            TokenizerFile file, JsonNode part, String name, String expected) {
        String type = TokenizerFile.type(part);
        if (!type.equals(expected)) {
            throw file.unsupported(name, type, expected);
        }
    }

    private static int[] characters(TokenizerFile file) {
        Map<String, Integer> vocabulary =
                file.vocabulary(file.root().path("model").path("vocab"), "\"model.vocab\"");
        int[] characters = new int[vocabulary.size()];
        int next = 0;
        for (Map.Entry<String, Integer> entry : vocabulary.entrySet()) {
            String token = entry.getKey();
            boolean single = token.codePointCount(0, token.length()) == 1;
            if (!single || Character.getType(token.codePointAt(0)) == Character.SURROGATE) {
                throw file.invalid("its token \"" + token + "\" is not a single character");
            }
            if (entry.getValue() != next) {
                throw file.invalid(
                        "its ids leave out %d; they must be 0 to %d, each once"
                                .formatted(next, characters.length - 1));
            }
            characters[next++] = token.codePointAt(0);
        }
        return characters;
    }
}
