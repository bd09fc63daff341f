package io.steelyard.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A recipe as a JSON object: a record whose components have snake case names ({@code
 * learning_rate}), or records with such components. Values over those of a recipe are checked by
 * name and kind before the record checks their range. Immutable and safe for use from many threads.
 *
 * @param type of the recipe
 * @param open paths of components whose entries are anybody's, such as {@code "model"} or {@code
 *     "optimization.optimizer"}; they are replaced as a whole
 */
public record RecipeJson<R>(Class<R> type, Set<String> open) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .build();

    public RecipeJson {
        open = Set.copyOf(open);
    }

    /** Every component, as a JSON object. */
    public String write(R recipe) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(recipe);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * A recipe with the values that stand in a JSON object; the others stay.
     *
     * @param source where the text comes from, for messages
     * @throws SteelyardException {@code INVALID_ARGUMENT} for an unknown name, a value of the wrong
     *     kind or out of range, {@code INVALID_FILE} when the text is no JSON object
     */
    public R merge(R recipe, String json, String source) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException invalid) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    source
                            + " is no JSON: "
                            + invalid.getOriginalMessage()
                            + " at line "
                            + invalid.getLocation().getLineNr()
                            + ".",
                    invalid);
        }
        return merge(recipe, node, source);
    }

    /** A recipe with the values of a map by JSON names. Throws as the form for a text does. */
    public R merge(R recipe, Map<String, ?> overrides, String source) {
        return merge(recipe, JSON.<JsonNode>valueToTree(overrides), source);
    }

    private R merge(R recipe, JsonNode node, String source) {
        if (!node.isObject()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    source + " is no JSON object; expected is one such as {\"steps\": 500}.");
        }
        ObjectNode tree = JSON.valueToTree(recipe);
        merge(tree, node, "", source);
        return read(tree, source);
    }

    private R read(ObjectNode tree, String source) {
        try {
            return JSON.treeToValue(tree, type);
        } catch (JsonProcessingException invalid) {
            if (invalid.getCause() instanceof SteelyardException cause) {
                String own = String.valueOf(cause.getMessage());
                String message = (source + ": " + own).replaceFirst(": The recipe has", " has");
                throw new SteelyardException(cause.code(), message, invalid);
            }
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    source + " does not give a recipe: " + invalid.getOriginalMessage(),
                    invalid);
        }
    }

    private void merge(ObjectNode tree, JsonNode overrides, String prefix, String source) {
        List<String> names = tree.properties().stream().map(Map.Entry::getKey).toList();
        for (Map.Entry<String, JsonNode> entry : overrides.properties()) {
            String path = prefix + entry.getKey();
            JsonNode here = tree.get(entry.getKey());
            if (here == null) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        source
                                + " has \""
                                + path
                                + "\", which a recipe does not. "
                                + Suggestions.among(entry.getKey(), names));
            }
            requireKind(path, here, entry.getValue(), source);
            if (here instanceof ObjectNode part && !open.contains(path)) {
                merge(part, entry.getValue(), path + ".", source);
            } else {
                tree.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static void requireKind(String path, JsonNode here, JsonNode given, String source) {
        if (!isOfKind(here, given)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    source
                            + " has \""
                            + path
                            + "\": "
                            + given
                            + "; expected is "
                            + kind(here)
                            + ".");
        }
    }

    private static boolean isOfKind(JsonNode here, JsonNode given) {
        return switch (here.getNodeType()) {
            case NUMBER ->
                    given.isNumber()
                            && (!here.isIntegralNumber()
                                    || given.isIntegralNumber() && given.canConvertToLong());
            // A number that is not set.
            case NULL -> given.isNumber() || given.isNull();
            case STRING, BOOLEAN, ARRAY, OBJECT, BINARY, MISSING, POJO ->
                    given.getNodeType() == here.getNodeType();
        };
    }

    private static String kind(JsonNode like) {
        return switch (like.getNodeType()) {
            case STRING, BINARY -> "a text";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT, POJO, MISSING -> "an object";
            case NUMBER, NULL -> like.isIntegralNumber() ? "a whole number" : "a number";
        };
    }

    /**
     * The first component, by its path, in which two recipes differ.
     *
     * @param compared tells which paths count
     */
    public Optional<Difference> difference(R before, R after, Predicate<String> compared) {
        return difference(JSON.valueToTree(before), JSON.valueToTree(after), "", compared);
    }

    private Optional<Difference> difference(
            ObjectNode before, ObjectNode after, String prefix, Predicate<String> compared) {
        for (Map.Entry<String, JsonNode> entry : after.properties()) {
            String path = prefix + entry.getKey();
            JsonNode there = before.get(entry.getKey());
            Optional<Difference> found =
                    entry.getValue() instanceof ObjectNode part
                                    && there instanceof ObjectNode old
                                    && !open.contains(path)
                            ? difference(old, part, path + ".", compared)
                            : compared.test(path) && !entry.getValue().equals(there)
                                    ? Optional.of(
                                            new Difference(
                                                    path,
                                                    String.valueOf(there),
                                                    entry.getValue().toString()))
                                    : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * A component with two values.
     *
     * @param path {@code optimization.learning_rate}
     */
    public record Difference(String path, String before, String after) {}
}
