package io.steelyard.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;

final class ProvenanceTest {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    @Test
    void whatIsWrittenIsReadAgain() throws JsonProcessingException {
        Provenance provenance = Provenance.of("input.txt", "ab12", 7, "reference");
        String written = JSON.writeValueAsString(provenance);
        assertThat(JSON.readValue(written, Provenance.class)).isEqualTo(provenance);
        assertThat(JSON.readTree(written).path("machine").path("cores").asInt())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void aFileFromBeforeTheMachineWasRecordedIsRead() throws JsonProcessingException {
        String old =
                """
                {"data": "input.txt", "data_sha256": "ab12", "seed": 7, "backend": "reference",
                 "jdk": "25+36", "sdk": "0.1.0"}\
                """;
        assertThat(JSON.readValue(old, Provenance.class))
                .isEqualTo(
                        new Provenance(
                                "input.txt", "ab12", 7, "reference", "25+36", "0.1.0", null));
    }
}
