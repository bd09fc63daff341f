package com.example.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.Example;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a request asks about: a picture, or JSON with a text or a row. */
final class RequestedExample {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RequestedExample() {}

    /**
     * @param contentType of the body
     * @throws SteelyardException {@code INVALID_DATA} or {@code INVALID_FILE} with a sentence for
     *     the client
     */
    static Example read(ClassificationModel model, String contentType, byte[] body) {
        if (contentType.startsWith("image/")) {
            return model.picture(body, "The body");
        }
        JsonNode json = json(body);
        if (json.size() == 1 && json.path("text").isTextual()) {
            return Example.of(json.path("text").textValue());
        }
        if (json.size() == 1 && json.path("row") instanceof ObjectNode row) {
            return row(row);
        }
        throw refused("has none of these", null);
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException wrong) {
            throw refused("is no JSON (" + wrong.getOriginalMessage() + ")", wrong);
        } catch (IOException wrong) {
            throw refused("is no JSON (" + wrong.getMessage() + ")", wrong);
        }
    }

    /** Values as they would stand in a file; null is a missing one. */
    private static Example row(ObjectNode row) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : row.properties()) {
            JsonNode value = entry.getValue();
            if (value.isContainerNode()) {
                throw refused("has '" + entry.getKey() + "': " + value + " in its row", null);
            }
            values.put(entry.getKey(), value.isNull() ? null : value.asText());
        }
        return Example.of(values);
    }

    private static SteelyardException refused(String what, @Nullable Exception cause) {
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                "The body "
                        + what
                        + "; accepted are {\"text\": \"...\"}, {\"row\": {\"column\": value, ...}}"
                        + " with numbers, texts and null, and a picture with its Content-Type,"
                        + " image/png or image/jpeg.",
                cause);
    }
}
