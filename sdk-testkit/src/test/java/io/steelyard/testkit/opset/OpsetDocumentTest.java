package io.steelyard.testkit.opset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code docs/opset.md} is what the code says. With the property set, it is written first. */
final class OpsetDocumentTest {
    private static final String WRITE = "steelyard.opset.write";
    private static final Path DOCUMENT = Path.of("..", "docs", "opset.md");

    @Test
    void theDocumentIsWhatTheCodeSays() throws IOException {
        String expected = OpsetDocument.text();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT))
                .as(
                        "docs/opset.md differs from the specification in the code; write it again"
                                + " with: mvn -pl sdk-testkit -am test -Dtest=OpsetDocumentTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        WRITE)
                .isEqualTo(expected);
    }

    @Test
    void theDocumentIsTheSameEachTime() {
        assertThat(OpsetDocument.text()).isEqualTo(OpsetDocument.text());
    }
}
