package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code docs/conformance-reference.md} is the report of the kit. With the property set, it is
 * written first. A run that leaves out what the report counts leaves the page alone.
 */
final class ReportPage implements AfterTestExecutionCallback, AfterAllCallback {
    private static final String WRITE = "steelyard.conformance.write";
    private static final Path DOCUMENT = Path.of("..", "docs", "conformance-reference.md");

    /** The factories of the kit whose tests the report counts. */
    private static final Set<String> COUNTED = Set.of("primitives", "composites");

    private static final String FOOTER =
            "\nWritten by `ReferenceConformanceTest` in `backend-reference`."
                    + " [Writing a backend](backend-guide.md) says what the kit checks besides.\n";

    private final Set<String> ended = new HashSet<>();

    @Override
    public void afterTestExecution(ExtensionContext context) {
        ended.add(context.getRequiredTestMethod().getName());
    }

    /** After the kit has written its report: an extension ends after the methods of the class. */
    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (!ended.containsAll(COUNTED)) {
            return;
        }
        String expected = Files.readString(Path.of("target", "conformance.md")) + FOOTER;
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT))
                .as(
                        "docs/conformance-reference.md differs from the report of this run; write"
                                + " it again with: mvn -pl backend-reference -am test"
                                + " -Dtest=ReferenceConformanceTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        WRITE)
                .isEqualTo(expected);
    }
}
