package io.steelyard.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A command that was run in this process.
 *
 * @param status the exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int status, String out, String err) {
    /** A model that learns in a second, and is no good. */
    private static final Map<String, String> TINY =
            Map.of(
                    "--layers",
                    "1",
                    "--heads",
                    "2",
                    "--channels",
                    "16",
                    "--context",
                    "16",
                    "--batch-size",
                    "4");

    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }

    /** Trains the tiny model, unless more options say otherwise. */
    static CommandRun training(Path data, Path out, String... more) {
        return of(trainingArguments(data, out, more));
    }

    static String[] trainingArguments(Path data, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "text-generation"));
        arguments.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        List<String> named = Arrays.asList(more);
        TINY.forEach(
                (option, value) -> {
                    if (!named.contains(option)) {
                        arguments.addAll(List.of(option, value));
                    }
                });
        arguments.addAll(named);
        return arguments.toArray(String[]::new);
    }

    /** A text that is long enough for the tiny model, in 26 different characters. */
    static Path text(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("text.txt"),
                "the quick brown fox jumps over a lazy dog and it runs\n".repeat(60));
    }
}
