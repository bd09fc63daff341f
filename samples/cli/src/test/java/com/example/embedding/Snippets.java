package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code in a document, each piece under a comment with its name, and the same code in a test
 * class, between two comments.
 */
final class Snippets {
    private static final Pattern IN_DOCUMENT =
            Pattern.compile("<!-- snippet: (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern IN_TEST =
            Pattern.compile(" *// snippet: (\\w+)\n(.*?) *// end\n", Pattern.DOTALL);

    private Snippets() {}

    /** Holds a document to the code that is compiled in a test. */
    static void check(String document, Class<?> test) throws IOException {
        Path root = repository();
        Map<String, String> written = read(IN_DOCUMENT, root.resolve(document));
        Map<String, String> compiled =
                read(
                        IN_TEST,
                        root.resolve("samples/cli/src/test/java")
                                .resolve(test.getName().replace('.', '/') + ".java"));
        assertThat(written).containsOnlyKeys(compiled.keySet());
        compiled.forEach((name, code) -> assertThat(written.get(name)).as(name).startsWith(code));
    }

    private static Map<String, String> read(Pattern pattern, Path file) throws IOException {
        Map<String, String> snippets = new LinkedHashMap<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            snippets.put(matcher.group(1), matcher.group(2).stripTrailing().stripIndent());
        }
        return snippets;
    }

    private static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("sdk-api"))) {
            at = at.getParent();
        }
        return at;
    }
}
