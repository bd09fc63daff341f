package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Every piece of Java in a document is code that a test compiles. */
final class DocumentedCodeTest {
    /** Documents with Java in them, and where it is compiled. */
    private static final Map<String, List<Class<?>>> CODE =
            Map.of(
                    "README.md",
                    List.of(ReadmeTest.class),
                    "docs/guide.md",
                    List.of(GuideTest.class, GuideClassifierTest.class),
                    "docs/guide-models.md",
                    List.of(GuideModelTest.class, GuideDataTest.class),
                    "docs/plugin-guide.md",
                    List.of(PluginGuideTest.class),
                    "docs/backend-guide.md",
                    List.of(BackendGuideTest.class),
                    "docs/tensorflow.md",
                    List.of(TensorFlowGuideTest.class));

    static List<String> documents() throws IOException {
        return Snippets.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void hasTheCodeThatIsCompiled(String document) throws IOException {
        List<Class<?>> tests = CODE.getOrDefault(document, List.of());
        if (tests.isEmpty()) {
            assertThat(Snippets.blocks(Snippets.repository().resolve(document)))
                    .as(document + " has Java: add it to CODE, with a test that compiles it")
                    .isEmpty();
        } else {
            Snippets.check(document, tests.toArray(Class<?>[]::new));
        }
    }
}
