package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.house.Repository;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every command in a document runs, in the order in which it stands there, in a directory with
 * small files of the names that the documents use. Trainings are shortened, as {@link #SHORTER}
 * says; all else is as it is written.
 */
final class DocumentedCommandsTest {
    /** What is not run, by how it begins, and why. */
    private static final Map<String, String> NOT_RUN =
            Map.of(
                    "mvn ", "a build cannot be part of itself; .ci/run and samples/outside build",
                    "curl ", "the test of samples/embedding-in-a-service sends these lines",
                    "java benchmarks/", "it writes gigabytes",
                    "STEELYARD_OPTS=-Xmx1g ", "it reads them",
                    "sed ", "the small files are as it would write them",
                    "export ", "it is for the shell, and says where a plugin's jar is");

    /** Its commands need the plugin; its own test, which samples/outside runs, has the recipe. */
    private static final String OF_A_PLUGIN = "samples/custom-plugin/README.md";

    /** A word that begins a command; whatever else stands in a block is output or a file. */
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?:[A-Z_]+=\\S+ )*(?:(?:\\./)?steelyard|mvn|curl|java|git|docker|tensorboard"
                            + "|python3?|pip|saved_model_cli|export|cd|sed)(?: .*)?");

    /** Options that trainings get in the place of their own, so that each takes a moment. */
    private static final Map<String, Map<String, String>> SHORTER =
            Map.of(
                    "text-generation",
                    Map.of(
                            "--layers", "1",
                            "--heads", "2",
                            "--channels", "16",
                            "--context", "16",
                            "--batch-size", "4",
                            "--steps", "2"),
                    "classification",
                    Map.of("--epochs", "1"));

    /** Options whose values are paths; relative ones are meant from where the user is. */
    private static final List<String> PATHS =
            List.of("--data", "--out", "--model", "--html", "--recipe", "--test");

    private static final Pattern BLOCK =
            Pattern.compile("^```(?:sh)?\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    @TempDir private Path directory = Path.of("");

    static List<String> documents() throws IOException {
        Path root = Repository.root();
        List<String> documents = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md"));
        try (Stream<Path> docs = Files.list(root.resolve("docs"));
                Stream<Path> samples = Files.list(root.resolve("samples"))) {
            Stream.concat(docs, samples.map(sample -> sample.resolve("README.md")))
                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .forEach(documents::add);
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsRun(String document) throws IOException {
        List<String> commands = commands(Repository.root().resolve(document));
        if (commands.stream().anyMatch(DocumentedCommandsTest::isRun)) {
            DocumentedFiles.write(directory);
        }
        for (String command : commands) {
            if (isRun(command) && !document.equals(OF_A_PLUGIN)) {
                run(document, command);
            } else if (!isRun(command)) {
                assertThat(NOT_RUN.keySet())
                        .as(document + ": " + command + " is no command that this test knows")
                        .anyMatch(command::startsWith);
            }
        }
    }

    private static List<String> commands(Path document) throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(document));
        while (blocks.find()) {
            blocks.group(1)
                    .lines()
                    .filter(line -> COMMAND.matcher(line).matches())
                    .forEach(commands::add);
        }
        return commands;
    }

    private static boolean isRun(String command) {
        return command.startsWith("./steelyard ") || command.startsWith("steelyard ");
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(
                    Stream.of(word.group(1), word.group(2), word.group(3))
                            .flatMap(group -> Optional.ofNullable(group).stream())
                            .findFirst()
                            .orElseThrow());
        }
        return words;
    }

    private void run(String document, String command) throws IOException {
        List<String> words = words(command);
        words.removeFirst();
        if (words.getFirst().equals("sample")) {
            isASample(words.subList(1, words.size()));
            return;
        }
        boolean export = words.getFirst().equals("export");
        boolean tensorFlow = words.contains("tensorflow");
        if ((export || tensorFlow) && !NativeLibraryJar.isPresent()) {
            return;
        }
        if (words.getFirst().equals("train")) {
            words = shorter(words);
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String before = i == 0 ? "" : words.get(i - 1);
            boolean path =
                    PATHS.contains(before)
                            || words.get(i).startsWith("out/")
                            || before.equals("--input")
                                    && Files.exists(directory.resolve(words.get(i)));
            arguments.add(path ? directory.resolve(words.get(i)).toString() : words.get(i));
        }
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.status()).as("%s: %s%n%s", document, command, run.err()).isZero();
        for (String option : List.of("--out", "--html")) {
            int at = words.indexOf(option);
            if (at >= 0) {
                assertThat(directory.resolve(words.get(at + 1))).as(command).exists();
            }
        }
        if (words.getFirst().equals("train")) {
            Path out = directory.resolve(words.get(words.indexOf("--out") + 1));
            for (String file : List.of("model.safetensors", "metrics.jsonl", "report.html")) {
                assertThat(out.resolve(file)).as(command).isNotEmptyFile();
            }
        }
    }

    /** A training of the same kind that takes a moment, and writes below the directory. */
    private static List<String> shorter(List<String> words) {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> shorter = new ArrayList<>(words.subList(0, 2));
        boolean resume = words.contains("--resume");
        if (!resume) { // else the recipe is that of the checkpoint
            options.putAll(SHORTER.getOrDefault(words.get(1), Map.of()));
        }
        for (int i = 2; i < words.size(); i++) {
            if (options.containsKey(words.get(i))) {
                i++;
            } else {
                shorter.add(words.get(i));
            }
        }
        options.forEach((name, value) -> shorter.addAll(List.of(name, value)));
        if (!words.contains("--data")) { // the launcher names the repository, which is long to read
            shorter.addAll(List.of("--data", "input.txt"));
        }
        if (!words.contains("--out")) { // a default is meant from where the user is
            shorter.addAll(List.of("--out", "out/" + words.get(1)));
        }
        return shorter;
    }

    /**
     * The tests of a sample run it; here is held that the launcher knows it, and it its options.
     */
    private static void isASample(List<String> words) throws IOException {
        Path sample = Repository.root().resolve("samples").resolve(words.getFirst());
        assertThat(Files.readString(sample.resolve("pom.xml"))).contains("<main.class>");
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(sample.resolve("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        for (String word : words) {
            if (word.startsWith("--")) {
                assertThat(sources.toString()).contains("\"" + word.replaceAll("=.*", "") + "\"");
            }
        }
    }

    @Test
    void everySampleHasItsPlaceOnThePageOfSamples() throws IOException {
        String page = Files.readString(Repository.root().resolve("docs/samples.md"));
        try (Stream<Path> samples = Files.list(Repository.root().resolve("samples"))) {
            for (Path readme : samples.map(s -> s.resolve("README.md")).toList()) {
                if (Files.exists(readme)) {
                    assertThat(page)
                            .contains(
                                    "(../samples/"
                                            + readme.getParent().getFileName()
                                            + "/README.md)");
                }
            }
        }
    }
}
