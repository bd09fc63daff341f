package io.steelyard.classification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON files of a saved model, as plain values. */
final class JsonFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JsonFiles() {}

    static void write(Path file, Object content) throws IOException {
        Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
    }

    /** The entries of a file; throws {@code INVALID_FILE} unless it holds a JSON object. */
    static Entries read(Path file) {
        try {
            Map<String, Object> map =
                    JSON.readValue(
                            Files.readAllBytes(file),
                            new TypeReference<@Nullable LinkedHashMap<String, Object>>() {});
            if (map == null) {
                throw new SteelyardException(
                        ErrorCode.INVALID_FILE,
                        file + " is no JSON object. Use another copy or an earlier checkpoint.");
            }
            return new Entries(file, map);
        } catch (JsonProcessingException invalid) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " is no JSON object: "
                            + invalid.getOriginalMessage()
                            + ". Use another copy or an earlier checkpoint.",
                    invalid);
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " cannot be read: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }

    /** Entries of a JSON object; each method throws {@code INVALID_FILE} for one that misfits. */
    record Entries(Path file, Map<String, Object> map) {
        Entries {
            map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }

        int integer(String name) {
            if (map.get(name) instanceof Integer number) {
                return number;
            }
            throw misfit(name, "a whole number");
        }

        double number(String name) {
            if (map.get(name) instanceof Number number) {
                return number.doubleValue();
            }
            throw misfit(name, "a number");
        }

        boolean flag(String name) {
            if (map.get(name) instanceof Boolean flag) {
                return flag;
            }
            throw misfit(name, "true or false");
        }

        String text(String name) {
            if (map.get(name) instanceof String text) {
                return text;
            }
            throw misfit(name, "a text");
        }

        List<String> texts(String name) {
            if (map.get(name) instanceof List<?> list
                    && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
            throw misfit(name, "a list of texts");
        }

        Entries object(String name) {
            if (map.get(name) instanceof Map<?, ?> object) {
                Map<String, Object> entries = new LinkedHashMap<>();
                object.forEach((key, value) -> entries.put(String.valueOf(key), value));
                return new Entries(file, entries);
            }
            throw misfit(name, "an object");
        }

        private SteelyardException misfit(String name, String accepted) {
            return new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " has \""
                            + name
                            + "\": "
                            + map.get(name)
                            + "; expected is "
                            + accepted
                            + ". Use another copy or an earlier checkpoint.");
        }
    }
}
