package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table: a row for each operation, a column for each dtype. Not safe for use from several
 * threads.
 */
final class ConformanceReport {
    private final Map<String, Map<DType, Integer>> passed = new TreeMap<>();
    private final Map<String, Map<DType, Integer>> refused = new TreeMap<>();
    private final Map<String, Map<DType, Integer>> all = new TreeMap<>();

    private final Map<String, Integer> composites = new TreeMap<>();

    ConformanceReport(List<OpCase> cases) {
        cases.forEach(opCase -> count(all, opCase));
    }

    /** A case that did not fail. */
    void record(OpCase opCase, CaseRunner.Outcome outcome) {
        switch (outcome) {
            case PASSED -> count(passed, opCase);
            case NOT_DECLARED -> count(refused, opCase);
        }
    }

    /** A function that computed what it should, with the composites that it has nodes of. */
    void record(Function function) {
        function.nodes().stream()
                .flatMap(
                        node ->
                                node.op() instanceof Op.Composite composite
                                        ? Stream.of(composite.rule().name())
                                        : Stream.empty())
                .distinct()
                .forEach(name -> composites.merge(name, 1, Integer::sum));
    }

    private static void count(Map<String, Map<DType, Integer>> table, OpCase opCase) {
        table.computeIfAbsent(opCase.subject(), _ -> new EnumMap<>(DType.class))
                .merge(opCase.dtype(), 1, Integer::sum);
    }

    void write(Path file, Backend backend, List<Deviation> deviations) throws IOException {
        Set<String> declared =
                deviations.stream()
                        .map(deviation -> deviation.subject() + deviation.dtype())
                        .collect(Collectors.toSet());
        StringBuilder text = new StringBuilder();
        text.append("# Conformance of backend ").append(backend.name()).append("\n\n");
        text.append("Device: ").append(backend.capabilities().device()).append(".\n");
        text.append(
                "A number counts the cases that passed, `-` is a dtype that is not declared and"
                        + " is");
        text.append(
                " refused, and an empty field is a dtype that the operation does not take. Less"
                        + " than all without FAILED is a declared deviation.\n\n");
        row(text, "operation", Arrays.stream(DType.values()).map(DType::text).toList());
        row(text, "---", Arrays.stream(DType.values()).map(_ -> "---").toList());
        for (String subject : all.keySet()) {
            row(
                    text,
                    subject,
                    Arrays.stream(DType.values())
                            .map(dtype -> cell(subject, dtype, declared.contains(subject + dtype)))
                            .toList());
        }
        writeDeviations(text, deviations);
        writeComposites(text, backend);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    private static void writeDeviations(StringBuilder text, List<Deviation> deviations) {
        text.append("\n## Declared deviations\n\n");
        if (deviations.isEmpty()) {
            text.append("None.\n");
            return;
        }
        row(text, "operation", List.of("dtype", "reason"));
        row(text, "---", List.of("---", "---"));
        for (Deviation deviation : deviations) {
            row(text, deviation.subject(), List.of(deviation.dtype().text(), deviation.reason()));
        }
    }

    /** Those of the cases, and those that the backend names beside them. */
    private void writeComposites(StringBuilder text, Backend backend) {
        Set<String> whole = backend.capabilities().composites();
        Set<String> names = new TreeSet<>(composites.keySet());
        names.addAll(whole);
        text.append("\n## Composites\n\n");
        text.append("A number counts the functions that passed, gradients included; what is not");
        text.append(" taken whole is expanded.\n\n");
        row(text, "composite", List.of("taken whole", "passed"));
        row(text, "---", List.of("---", "---"));
        for (String name : names) {
            row(
                    text,
                    name,
                    List.of(
                            whole.contains(name) ? "yes" : "no",
                            Integer.toString(composites.getOrDefault(name, 0))));
        }
    }

    private static void row(StringBuilder text, String head, Iterable<String> cells) {
        text.append("| ").append(head).append(" | ");
        text.append(String.join(" | ", cells)).append(" |\n");
    }

    private String cell(String subject, DType dtype, boolean deviates) {
        int wanted = number(all, subject, dtype);
        int good = number(passed, subject, dtype);
        int not = number(refused, subject, dtype);
        if (wanted == 0) {
            return "";
        }
        if (not == wanted) {
            return "-";
        }
        String text = Integer.toString(good);
        if (good + not == wanted) {
            return text;
        }
        return text + " of " + (wanted - not) + (deviates ? "" : " FAILED");
    }

    private static int number(Map<String, Map<DType, Integer>> table, String subject, DType dtype) {
        return table.getOrDefault(subject, Map.of()).getOrDefault(dtype, 0);
    }

    @Override
    public String toString() {
        return all.keySet().stream()
                .map(subject -> subject + " " + passed.getOrDefault(subject, Map.of()))
                .collect(Collectors.joining("\n"));
    }
}
