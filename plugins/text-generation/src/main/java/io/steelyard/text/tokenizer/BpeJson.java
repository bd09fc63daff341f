package io.steelyard.text.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;

import io.steelyard.file.TokenizerFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Byte-level BPE in Hugging Face's {@code tokenizer.json}. What would change the ids and is not
 * known here is refused by name: a tokenizer that is nearly right is worse than none.
 */
final class BpeJson {
    private BpeJson() {}

    static BpeModel read(Path path) throws IOException {
        TokenizerFile file = TokenizerFile.read(path);
        file.requireNoTruncationOrPadding();
        boolean nfc = normalizer(file);
        SplitPattern pattern = preTokenizer(file);
        requireByteLevel(file, "decoder", false);
        requireByteLevel(file, "post_processor", true);
        JsonNode model = file.root().path("model");
        requireByteLevelModel(file, model);
        Map<String, Integer> vocabulary = file.vocabulary(model.path("vocab"), "\"model.vocab\"");
        requireBytesIfUnknownsMatter(file, model, vocabulary);
        return new BpeModel(
                vocabulary,
                merges(file, model.path("merges"), vocabulary),
                addedTokens(file, vocabulary),
                nfc,
                pattern,
                file.flag(model, "ignore_merges", false));
    }

    private static boolean normalizer(TokenizerFile file) {
        JsonNode normalizer = file.root().path("normalizer");
        return switch (TokenizerFile.type(normalizer)) {
            case "none" -> false;
            case "NFC" -> true;
            case String other -> throw file.unsupported("normalizer", other, "none and NFC");
        };
    }

    private static SplitPattern preTokenizer(TokenizerFile file) {
        JsonNode given = file.root().path("pre_tokenizer");
        if (TokenizerFile.type(given).equals("ByteLevel")) {
            requireNoPrefixSpace(file, given);
            if (!file.flag(given, "use_regex", true)) {
                throw file.unsupported(
                        "pre_tokenizer",
                        "ByteLevel without a regular expression",
                        "those with one");
            }
            return SplitPattern.GPT2;
        }
        if (!TokenizerFile.type(given).equals("Sequence")) {
            throw file.unsupported(
                    "pre_tokenizer",
                    TokenizerFile.type(given),
                    "ByteLevel, or a Sequence of Split and ByteLevel");
        }
        return splitPattern(file, given.path("pretokenizers"));
    }

    private static SplitPattern splitPattern(TokenizerFile file, JsonNode parts) {
        JsonNode split = parts.path(0);
        JsonNode byteLevel = parts.path(1);
        boolean known =
                parts.size() == 2
                        && TokenizerFile.type(split).equals("Split")
                        && TokenizerFile.type(byteLevel).equals("ByteLevel")
                        && split.path("behavior").asText().equals("Isolated")
                        && !file.flag(split, "invert", false)
                        && !file.flag(byteLevel, "use_regex", true);
        if (!known) {
            throw file.unsupported(
                    "pre_tokenizer",
                    "the sequence " + types(parts),
                    "Split (Isolated, not inverted) followed by ByteLevel (without use_regex)");
        }
        requireNoPrefixSpace(file, byteLevel);
        String regex = split.path("pattern").path("Regex").asText();
        for (SplitPattern pattern : SplitPattern.values()) {
            if (pattern.regex().equals(regex)) {
                return pattern;
            }
        }
        throw file.unsupported(
                "pre_tokenizer", "a Split on " + split.path("pattern"), "GPT-2's and Qwen2's");
    }

    private static List<String> types(JsonNode parts) {
        List<String> types = new ArrayList<>();
        parts.forEach(part -> types.add(TokenizerFile.type(part)));
        return types;
    }

    private static void requireNoPrefixSpace(TokenizerFile file, JsonNode byteLevel) {
        if (file.flag(byteLevel, "add_prefix_space", true)) {
            throw file.unsupported(
                    "pre_tokenizer", "ByteLevel with add_prefix_space", "those without it");
        }
    }

    private static void requireByteLevel(TokenizerFile file, String part, boolean optional) {
        String type = TokenizerFile.type(file.root().path(part));
        if (!type.equals("ByteLevel") && !(optional && type.equals("none"))) {
            throw file.unsupported(part, type, optional ? "none and ByteLevel" : "ByteLevel");
        }
    }

    private static void requireByteLevelModel(TokenizerFile file, JsonNode model) {
        String type = TokenizerFile.type(model);
        if (!type.equals("BPE") && !(type.equals("unnamed") && model.has("merges"))) {
            throw file.unsupported("model", type, "BPE");
        }
        for (String affix : new String[] {"continuing_subword_prefix", "end_of_word_suffix"}) {
            if (!model.path(affix).asText("").isEmpty() && !model.path(affix).isNull()) {
                throw file.unsupported("\"" + affix + "\"", model.path(affix).toString(), "none");
            }
        }
        if (model.path("dropout").asDouble(0) != 0) {
            throw file.unsupported("\"dropout\"", model.path("dropout").toString(), "none");
        }
    }

    /** An unknown token or byte fallback has no effect on a vocabulary that has every byte. */
    private static void requireBytesIfUnknownsMatter(
            TokenizerFile file, JsonNode model, Map<String, Integer> vocabulary) {
        boolean unknown =
                !model.path("unk_token").isNull() && !model.path("unk_token").asText().isEmpty();
        if (!unknown && !file.flag(model, "byte_fallback", false)) {
            return;
        }
        for (int b = 0; b < 256; b++) {
            if (!vocabulary.containsKey(String.valueOf(ByteAlphabet.character(b)))) {
                throw file.unsupported(
                        unknown ? "\"unk_token\"" : "\"byte_fallback\"",
                        "set and its vocabulary lacks the byte 0x%02X".formatted(b),
                        "vocabularies with all 256 bytes");
            }
        }
    }

    private static long[] merges(
            TokenizerFile file, JsonNode node, Map<String, Integer> vocabulary) {
        if (!node.isArray()) {
            throw file.invalid("\"model.merges\" is not a list");
        }
        long[] merges = new long[node.size()];
        for (int rank = 0; rank < merges.length; rank++) {
            JsonNode merge = node.get(rank);
            // A list of two since tokenizers 0.20; before, one string with a space between.
            String[] parts =
                    merge.isArray() && merge.size() == 2
                            ? new String[] {merge.get(0).asText(), merge.get(1).asText()}
                            : merge.asText().split(" ", -1);
            merges[rank] = merge(file.path(), parts, merge.toString(), rank, vocabulary);
        }
        return merges;
    }

    /** A merge as {@link PairTable#pair}, whose parts and result are in the vocabulary. */
    static long merge(
            Path path, String[] parts, String given, int rank, Map<String, Integer> vocabulary) {
        if (parts.length != 2) {
            throw TokenizerFile.invalid(
                    path,
                    "merge %d is %s, not two tokens with one space between".formatted(rank, given));
        }
        for (String token : new String[] {parts[0], parts[1], parts[0] + parts[1]}) {
            if (!vocabulary.containsKey(token)) {
                throw TokenizerFile.invalid(
                        path,
                        "merge %d, %s, needs the token \"%s\", which is not in the vocabulary"
                                .formatted(rank, given, token));
            }
        }
        return PairTable.pair(vocabulary.get(parts[0]), vocabulary.get(parts[1]));
    }

    private static List<AddedToken> addedTokens(
            TokenizerFile file, Map<String, Integer> vocabulary) {
        List<AddedToken> tokens = new ArrayList<>();
        Map<Integer, String> spelled = new HashMap<>();
        vocabulary.forEach((token, id) -> spelled.put(id, token));
        for (JsonNode node : file.root().path("added_tokens")) {
            String content = node.path("content").asText("");
            String what = "the added token \"" + content + "\"";
            if (content.isEmpty()) {
                throw file.invalid("it has an added token without content: " + node);
            }
            for (String field : new String[] {"single_word", "lstrip", "rstrip"}) {
                if (file.flag(node, field, false)) {
                    throw file.unsupported(
                            "\"" + field + "\" of " + what, "true", "false for added tokens");
                }
            }
            int id = file.id(node.path("id"), what);
            String same = spelled.putIfAbsent(id, content);
            Integer sameContent = vocabulary.get(content);
            if (same != null && !same.equals(content) || sameContent != null && sameContent != id) {
                throw file.invalid(
                        "%s has the id %d, which does not agree with the rest of the vocabulary"
                                .formatted(what, id));
            }
            boolean special = file.flag(node, "special", false);
            tokens.add(
                    new AddedToken(id, content, special, file.flag(node, "normalized", !special)));
        }
        return List.copyOf(tokens);
    }

    static void write(BpeModel model, Path path) throws IOException {
        TokenizerFile.write(
                path,
                json -> {
                    writeAddedTokens(json, model.addedTokens());
                    if (model.nfc()) {
                        json.writeObjectFieldStart("normalizer");
                        json.writeStringField("type", "NFC");
                        json.writeEndObject();
                    } else {
                        json.writeNullField("normalizer");
                    }
                    json.writeFieldName("pre_tokenizer");
                    writePreTokenizer(json, model.pattern());
                    // As in GPT-2's own file; these two flags have no effect on ids or text.
                    json.writeFieldName("post_processor");
                    writeByteLevel(json, true, false, true);
                    json.writeFieldName("decoder");
                    writeByteLevel(json, true, true, true);
                    json.writeObjectFieldStart("model");
                    writeModel(json, model);
                    json.writeEndObject();
                });
    }

    private static void writeAddedTokens(JsonGenerator json, List<AddedToken> tokens)
            throws IOException {
        json.writeArrayFieldStart("added_tokens");
        for (AddedToken token : tokens) {
            json.writeStartObject();
            json.writeNumberField("id", token.id());
            json.writeStringField("content", token.content());
            json.writeBooleanField("single_word", false);
            json.writeBooleanField("lstrip", false);
            json.writeBooleanField("rstrip", false);
            json.writeBooleanField("normalized", token.normalized());
            json.writeBooleanField("special", token.special());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writePreTokenizer(JsonGenerator json, SplitPattern pattern)
            throws IOException {
        if (pattern == SplitPattern.GPT2) {
            writeByteLevel(json, false, true, true);
            return;
        }
        json.writeStartObject();
        json.writeStringField("type", "Sequence");
        json.writeArrayFieldStart("pretokenizers");
        json.writeStartObject();
        json.writeStringField("type", "Split");
        json.writeObjectFieldStart("pattern");
        json.writeStringField("Regex", pattern.regex());
        json.writeEndObject();
        json.writeStringField("behavior", "Isolated");
        json.writeBooleanField("invert", false);
        json.writeEndObject();
        writeByteLevel(json, false, false, false);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeByteLevel(
            JsonGenerator json, boolean prefixSpace, boolean trimOffsets, boolean regex)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "ByteLevel");
        json.writeBooleanField("add_prefix_space", prefixSpace);
        json.writeBooleanField("trim_offsets", trimOffsets);
        json.writeBooleanField("use_regex", regex);
        json.writeEndObject();
    }

    private static void writeModel(JsonGenerator json, BpeModel model) throws IOException {
        json.writeStringField("type", "BPE");
        for (String none :
                new String[] {
                    "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"
                }) {
            json.writeNullField(none);
        }
        json.writeBooleanField("fuse_unk", false);
        json.writeBooleanField("byte_fallback", false);
        json.writeBooleanField("ignore_merges", model.ignoreMerges());
        json.writeObjectFieldStart("vocab");
        for (Map.Entry<String, Integer> entry : model.vocabulary().entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("merges");
        @Nullable String[] tokens = model.tokens();
        for (long merge : model.merges()) {
            json.writeStartArray();
            json.writeString(tokens[BpeModel.left(merge)]);
            json.writeString(tokens[BpeModel.right(merge)]);
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
