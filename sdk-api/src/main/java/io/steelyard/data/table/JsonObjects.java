package io.steelyard.data.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Reads JSON objects of scalars, each a line of a file.
 *
 * @param file its name in messages
 * @param missing texts that stand for a missing value
 */
record JsonObjects(String file, Set<String> missing) {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private static final String SEPARATOR = String.valueOf(TargetEncoder.SEPARATOR);

    /** The values of the object on a line by their keys, null where one is missing. */
    Map<String, @Nullable String> read(Row line) {
        String text = Objects.requireNonNull(line.value(0));
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw refusal(
                        line,
                        json,
                        "a JSON object begins each line, as in {\"text\": \"good\"}; here is"
                                + " something else. Put one object on each line.");
            }
            Map<String, @Nullable String> values = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                values.put(key, value(line, json, key));
            }
            if (json.nextToken() != null) {
                throw refusal(
                        line, json, "the object has ended before. Put one object on each line.");
            }
            return values;
        } catch (JsonProcessingException invalid) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + ", line "
                            + line.line()
                            + ", column "
                            + invalid.getLocation().getColumnNr()
                            + ": this is no JSON object: "
                            + (invalid instanceof JsonEOFException
                                    ? "the line ends within it"
                                    : invalid.getOriginalMessage())
                            + ". Put one object on each line.",
                    invalid);
        } catch (IOException impossible) {
            throw new IllegalStateException("text in memory cannot be read", impossible);
        }
    }

    private @Nullable String value(Row line, JsonParser json, String key) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_ARRAY) {
            return elements(line, json, key);
        }
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = scalar(line, json, key);
        String stripped = text.strip();
        return stripped.isEmpty() || missing.contains(stripped) ? null : text;
    }

    private @Nullable String elements(Row line, JsonParser json, String key) throws IOException {
        StringJoiner joined = new StringJoiner(SEPARATOR);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String element = scalar(line, json, key);
            if (element.contains(SEPARATOR)) {
                throw refusal(
                        line,
                        json,
                        "an element of the array '"
                                + key
                                + "' has a '"
                                + SEPARATOR
                                + "', which is to stand between elements. Write it another way.");
            }
            joined.add(element);
        }
        return joined.length() == 0 ? null : joined.toString();
    }

    private String scalar(Row line, JsonParser json, String key) throws IOException {
        if (!json.currentToken().isScalarValue() || json.currentToken() == JsonToken.VALUE_NULL) {
            throw refusal(
                    line,
                    json,
                    "'"
                            + key
                            + "' holds "
                            + switch (json.currentToken()) {
                                case START_OBJECT -> "an object";
                                case START_ARRAY -> "an array in an array";
                                default -> "null in an array";
                            }
                            + "; accepted are texts, numbers, booleans, null and arrays of the"
                            + " first three. Give each value a key of its own.");
        }
        return json.getText();
    }

    private SteelyardException refusal(Row line, JsonParser json, String sentence) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                file
                        + ", line "
                        + line.line()
                        + ", column "
                        + json.currentTokenLocation().getColumnNr()
                        + ": "
                        + sentence);
    }
}
