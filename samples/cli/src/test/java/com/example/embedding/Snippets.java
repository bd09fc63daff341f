package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java code in a document, each piece under a comment with its name, and the same code in test
 * classes, between two comments.
 */
final class Snippets {
    private static final Pattern BLOCK =
            Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern IN_DOCUMENT =
            Pattern.compile("<!-- snippet: (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern IN_TEST =
            Pattern.compile(" *// snippet: (\\w+)\n(.*?) *// end\n", Pattern.DOTALL);

    private Snippets() {}

    /** Holds a document to the code that is compiled in tests. */
    static void check(String document, Class<?>... tests) throws IOException {
        Path file = repository().resolve(document);
        Map<String, String> written = read(IN_DOCUMENT, file);
        assertThat(blocks(file))
                .as("a java block without <!-- snippet: name --> before it")
                .allMatch(written::containsValue);
        Map<String, String> compiled = new LinkedHashMap<>();
        for (Class<?> test : tests) {
            compiled.putAll(
                    read(
                            IN_TEST,
                            repository()
                                    .resolve("samples/cli/src/test/java")
                                    .resolve(test.getName().replace('.', '/') + ".java")));
        }
        assertThat(written).containsOnlyKeys(compiled.keySet());
        compiled.forEach((name, code) -> assertThat(written.get(name)).as(name).startsWith(code));
    }

    /** The documents for readers: those at the root, in docs, and the samples' own. */
    static List<String> documents() throws IOException {
        Path root = repository();
        List<String> documents = new ArrayList<>();
        try (Stream<Path> docs = Files.list(root.resolve("docs"));
                Stream<Path> samples = Files.list(root.resolve("samples"))) {
            Stream.concat(docs, samples.map(sample -> sample.resolve("README.md")))
                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .forEach(documents::add);
        }
        documents.addAll(List.of("README.md", "CONTRIBUTING.md"));
        return documents;
    }

    /** The java blocks of a document, whether they have a name or not. */
    static List<String> blocks(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .map((MatchResult match) -> match.group(1).stripTrailing().stripIndent())
                .toList();
    }

    private static Map<String, String> read(Pattern pattern, Path file) throws IOException {
        Map<String, String> snippets = new LinkedHashMap<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            snippets.put(matcher.group(1), matcher.group(2).stripTrailing().stripIndent());
        }
        return snippets;
    }

    static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("sdk-api"))) {
            at = at.getParent();
        }
        return at;
    }
}
