package io.steelyard.file;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A JSON file of a tokenizer, in the form of Hugging Face's {@code tokenizers}: read within bounds,
 * with errors that name the file.
 *
 * @param path where it was read
 * @param root its content, a JSON object
 */
public record TokenizerFile(Path path, JsonNode root) {
    /** The name of the file in a saved model. */
    public static final String NAME = "tokenizer.json";

    /** Larger than any vocabulary in use; a file beyond is not one. */
    public static final int LARGEST_ID = (1 << 22) - 1;

    private static final long LARGEST_FILE = 256L << 20;
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** Writes the fields of the file after its version. */
    @FunctionalInterface
    public interface Content {
        /** Writes fields into the object that is open. */
        void write(JsonGenerator json) throws IOException;
    }

    /** Reads a file whose whole content is one JSON object. */
    public static TokenizerFile read(Path path) throws IOException {
        requireReadable(path);
        try (JsonParser parser = MAPPER.createParser(path.toFile())) {
            JsonNode root = MAPPER.readTree(parser);
            if (root == null || !root.isObject()) {
                throw invalid(path, "it does not hold a JSON object");
            }
            return new TokenizerFile(path, root);
        } catch (JsonProcessingException e) {
            throw notJson(path, e);
        }
    }

    /**
     * The type of the model in a tokenizer.json: {@code BPE}, {@code WordLevel} ...; empty if there
     * is no such file. Stops reading as soon as it is known.
     */
    public static Optional<String> modelType(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        requireReadable(path);
        try (JsonParser parser = MAPPER.createParser(path.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid(path, "it does not hold a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean model = parser.currentName().equals("model");
                if (parser.nextToken() == JsonToken.START_OBJECT && model) {
                    return modelType(parser);
                }
                parser.skipChildren();
            }
            throw invalid(path, "it has no \"model\"");
        } catch (JsonProcessingException e) {
            throw notJson(path, e);
        }
    }

    private static Optional<String> modelType(JsonParser parser) throws IOException {
        boolean merges = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                return Optional.of(parser.getText());
            }
            merges |= name.equals("merges");
            parser.skipChildren();
        }
        // GPT-2's own file was written before models had a type.
        return merges ? Optional.of("BPE") : Optional.of("unnamed");
    }

    /** Throws {@code FILE_NOT_FOUND} or, for a file that is too large, {@code INVALID_FILE}. */
    public static void requireReadable(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    "There is no file " + path + "; a saved tokenizer has one.");
        }
        if (Files.size(path) > LARGEST_FILE) {
            throw invalid(
                    path,
                    "it is larger than %d MiB, which no tokenizer is"
                            .formatted(LARGEST_FILE >> 20));
        }
    }

    /** Writes one JSON object, indented. */
    public static void write(Path path, Content content) throws IOException {
        try (OutputStream out = Files.newOutputStream(path);
                JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("version", "1.0");
            json.writeNullField("truncation");
            json.writeNullField("padding");
            content.write(json);
            json.writeEndObject();
        }
    }

    /** The tokens of a JSON object from token to id, in the order of the ids. */
    public Map<String, Integer> vocabulary(JsonNode node, String where) {
        if (!node.isObject() || node.isEmpty()) {
            throw invalid(where + " is no object of tokens and their ids");
        }
        Map<Integer, String> tokens = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            int id = id(entry.getValue(), "the token \"" + entry.getKey() + "\" of " + where);
            String other = tokens.put(id, entry.getKey());
            if (other != null) {
                throw invalid(
                        "the tokens \"%s\" and \"%s\" of %s both have the id %d"
                                .formatted(other, entry.getKey(), where, id));
            }
        }
        Map<String, Integer> ids = new LinkedHashMap<>();
        tokens.forEach((id, token) -> ids.put(token, id));
        return ids;
    }

    /** A token id; throws {@code INVALID_FILE} for what is none. */
    public int id(JsonNode node, String what) {
        if (!node.isInt() || node.intValue() < 0 || node.intValue() > LARGEST_ID) {
            throw invalid(
                    "the id of %s is %s, not a whole number from 0 to %d"
                            .formatted(what, node.isMissingNode() ? "missing" : node, LARGEST_ID));
        }
        return node.intValue();
    }

    /** A field that is true or false, or missing or null for the given default. */
    public boolean flag(JsonNode node, String field, boolean otherwise) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw invalid("\"" + field + "\" is " + value + ", not true or false");
        }
        return value.booleanValue();
    }

    /** The type that a part of the tokenizer names, or "none" for a part that is not there. */
    public static String type(JsonNode part) {
        return part.isMissingNode() || part.isNull() ? "none" : part.path("type").asText("unnamed");
    }

    /** The refusal of a part that would change the ids in a way that is not known here. */
    public SteelyardException unsupported(String part, String given, String supported) {
        return invalid(
                "its %s is %s, and this tokenizer supports only %s"
                        .formatted(part, given, supported));
    }

    /** Refuses settings that change how many ids come out; here the caller cuts and pads. */
    public void requireNoTruncationOrPadding() {
        for (String field : new String[] {"truncation", "padding"}) {
            JsonNode value = root.path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                throw unsupported("\"" + field + "\"", "set", "null (set it to null in the file)");
            }
        }
    }

    /** The refusal of this file. */
    public SteelyardException invalid(String reason) {
        return invalid(path, reason);
    }

    /** The refusal of a file. */
    public static SteelyardException invalid(Path path, String reason) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE, path + " cannot be used as a tokenizer: " + reason + ".");
    }

    private static SteelyardException notJson(Path path, JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        String where =
                location == null
                        ? ""
                        : " (line %d, column %d)"
                                .formatted(location.getLineNr(), location.getColumnNr());
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                "%s is not complete, valid JSON%s: %s. Copy or save the file again."
                        .formatted(path, where, firstLine(e.getOriginalMessage())),
                e);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
