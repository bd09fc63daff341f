package io.steelyard.testkit;

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
 * Keeps the report of {@link BackendConformance} among the documents of a project, and fails when
 * the two differ. With the property {@code steelyard.conformance.write} the document is written
 * first. A run that leaves out what the report counts leaves the document alone.
 *
 * <pre>
 * {@literal @}RegisterExtension
 * static final ReportDocument REPORT = new ReportDocument(Path.of("..", "docs", "my-backend.md"));
 * </pre>
 */
public final class ReportDocument implements AfterTestExecutionCallback, AfterAllCallback {
    private static final String WRITE = "steelyard.conformance.write";

    /** The factories of the kit whose tests the report counts. */
    private static final Set<String> COUNTED = Set.of("primitives", "composites");

    private final Path document;
    private final Set<String> ended = new HashSet<>();

    /**
     * Holds a document to the report.
     *
     * @param document relative to the folder of the module that is tested
     */
    public ReportDocument(Path document) {
        this.document = document;
    }

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
        String test = context.getRequiredTestClass().getSimpleName();
        String expected =
                Files.readString(Path.of("target", "conformance.md"))
                        + "\nWritten by `"
                        + test
                        + "`. [Writing a backend](backend-guide.md) says what the kit checks"
                        + " besides.\n";
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(document, expected);
        }
        assertThat(Files.readString(document))
                .as(
                        "%s differs from the report of this run; write it again with: mvn -pl %s"
                                + " -am test -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -D%s=true",
                        document, Path.of("").toAbsolutePath().getFileName(), test, WRITE)
                .isEqualTo(expected);
    }
}
