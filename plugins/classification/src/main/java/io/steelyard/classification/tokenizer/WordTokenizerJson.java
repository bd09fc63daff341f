package io.steelyard.classification.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.TokenizerFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link WordTokenizer} as {@code tokenizer.json}: a WordLevel model behind BERT's normalizer and
 * pre-tokenizer. The special tokens are not among the "added_tokens", which Hugging Face's {@code
 * tokenizers} looks for in texts.
 */
final class WordTokenizerJson {
    static final String NORMALIZER = "BertNormalizer";
    private static final String PRE_TOKENIZER = "BertPreTokenizer";
    private static final String POST_PROCESSOR = "BertProcessing";
    static final String MODEL = "WordLevel";

    private WordTokenizerJson() {}

    static void write(WordTokenizer tokenizer, Path directory) throws IOException {
        TokenizerFile.write(
                directory.resolve(TokenizerFile.NAME),
                json -> {
                    json.writeArrayFieldStart("added_tokens");
                    json.writeEndArray();
                    json.writeObjectFieldStart("normalizer");
                    json.writeStringField("type", NORMALIZER);
                    json.writeBooleanField("clean_text", true);
                    json.writeBooleanField("handle_chinese_chars", true);
                    json.writeBooleanField("strip_accents", false);
                    json.writeBooleanField("lowercase", tokenizer.lowercase());
                    json.writeEndObject();
                    json.writeObjectFieldStart("pre_tokenizer");
                    json.writeStringField("type", PRE_TOKENIZER);
                    json.writeEndObject();
                    if (tokenizer.framed()) {
                        writeFrame(json);
                    } else {
                        json.writeNullField("post_processor");
                    }
                    json.writeNullField("decoder");
                    json.writeObjectFieldStart("model");
                    json.writeStringField("type", MODEL);
                    json.writeObjectFieldStart("vocab");
                    int id = 0;
                    for (String token : tokenizer.tokens()) {
                        json.writeNumberField(token, id++);
                    }
                    json.writeEndObject();
                    json.writeStringField("unk_token", SpecialToken.UNK.text());
                    json.writeEndObject();
                });
    }

    private static void writeFrame(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("post_processor");
        json.writeStringField("type", POST_PROCESSOR);
        writeSide(json, "sep", SpecialToken.SEP);
        writeSide(json, "cls", SpecialToken.CLS);
        json.writeEndObject();
    }

    private static void writeSide(JsonGenerator json, String name, SpecialToken token)
            throws IOException {
        json.writeArrayFieldStart(name);
        json.writeString(token.text());
        json.writeNumber(token.id());
        json.writeEndArray();
    }

    /** Whether a directory has a {@code tokenizer.json} of a word tokenizer. */
    static boolean isIn(Path directory) throws IOException {
        return Files.isRegularFile(directory.resolve(TokenizerFile.NAME))
                && TokenizerFile.modelType(directory).filter(MODEL::equals).isPresent()
                && TokenizerFile.type(
                                TokenizerFile.read(directory.resolve(TokenizerFile.NAME))
                                        .root()
                                        .path("normalizer"))
                        .equals(NORMALIZER);
    }

    static WordTokenizer read(Path path) throws IOException {
        TokenizerFile file = TokenizerFile.read(path);
        file.requireNoTruncationOrPadding();
        JsonNode root = file.root();
        requireType(file, "model", MODEL);
        requireType(file, "normalizer", NORMALIZER);
        requireType(file, "pre_tokenizer", PRE_TOKENIZER);
        requireType(file, "decoder", "none");
        JsonNode normalizer = root.path("normalizer");
        if (!file.flag(normalizer, "clean_text", true)
                || !file.flag(normalizer, "handle_chinese_chars", true)
                || file.flag(normalizer, "strip_accents", true)) {
            throw file.unsupported(
                    "normalizer",
                    normalizer.toString(),
                    "one that cleans texts, sets Chinese characters apart and keeps accents");
        }
        if (!root.path("added_tokens").isEmpty()) {
            throw file.unsupported("\"added_tokens\"", "not empty", "an empty list");
        }
        String unknown = root.path("model").path("unk_token").asText("missing");
        if (!unknown.equals(SpecialToken.UNK.text())) {
            throw file.unsupported("unknown token", unknown, SpecialToken.UNK.text());
        }
        boolean framed = isFramed(file);
        return new WordTokenizer(
                tokens(file, framed), file.flag(normalizer, "lowercase", true), framed);
    }

    private static void requireType(TokenizerFile file, String part, String expected) {
        String type = TokenizerFile.type(file.root().path(part));
        if (!type.equals(expected)) {
            throw file.unsupported(part, type, expected);
        }
    }

    private static boolean isFramed(TokenizerFile file) {
        JsonNode frame = file.root().path("post_processor");
        String type = TokenizerFile.type(frame);
        if (type.equals("none")) {
            return false;
        }
        if (!type.equals(POST_PROCESSOR)) {
            throw file.unsupported("post_processor", type, POST_PROCESSOR + " or null");
        }
        requireSide(file, frame.path("sep"), SpecialToken.SEP);
        requireSide(file, frame.path("cls"), SpecialToken.CLS);
        return true;
    }

    private static void requireSide(TokenizerFile file, JsonNode side, SpecialToken token) {
        boolean same =
                side.path(0).asText().equals(token.text())
                        && file.id(side.path(1), token.text() + " of \"post_processor\"")
                                == token.id();
        if (!same) {
            throw file.unsupported(
                    "post_processor",
                    side.toString(),
                    "the token " + token.text() + " with the id " + token.id());
        }
    }

    private static List<String> tokens(TokenizerFile file, boolean framed) {
        Map<String, Integer> vocabulary =
                file.vocabulary(file.root().path("model").path("vocab"), "\"model.vocab\"");
        List<String> tokens = new ArrayList<>();
        for (Map.Entry<String, Integer> entry : vocabulary.entrySet()) {
            if (entry.getValue() != tokens.size()) {
                throw file.invalid(
                        "its ids leave out %d; they must be 0 to %d, each once"
                                .formatted(tokens.size(), vocabulary.size() - 1));
            }
            tokens.add(entry.getKey());
        }
        for (SpecialToken special : SpecialToken.of(framed)) {
            if (special.id() >= tokens.size() || !tokens.get(special.id()).equals(special.text())) {
                throw missing(file, special);
            }
        }
        return tokens;
    }

    private static SteelyardException missing(TokenizerFile file, SpecialToken token) {
        return file.invalid("its token %d is not %s".formatted(token.id(), token.text()));
    }
}
