package io.steelyard.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.run.Metrics;
import io.steelyard.run.MetricsLog;
import io.steelyard.run.RunComparison;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code steelyard compare}: lays trainings side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Lays trainings side by side: how their recipes differ, how they ended, what they"
                        + " reached and how fast.",
        footer = {
            "",
            "Examples:",
            "  steelyard compare out/one out/two",
            "  steelyard compare out/* --html out/comparison.html"
        })
final class CompareCommand implements Callable<Integer> {
    /** So much of a cell is shown on a terminal; --json and --html have all of it. */
    private static final int WIDEST_CELL = 40;

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "The directories that trainings wrote to (--out).")
    private List<Path> directories = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page with the curves of all, one over the other.")
    private @Nullable Path html;

    @Override
    public Integer call() {
        RunComparison comparison = RunComparison.read(directories);
        if (html != null) {
            comparison.report().write(html);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(comparison));
        } else {
            print(out, comparison);
        }
        return 0;
    }

    private static ObjectNode json(RunComparison comparison) {
        ObjectNode whole = JSON.createObjectNode();
        ObjectNode differences = whole.putObject("recipe_differences");
        for (RunComparison.Row row : comparison.recipeDifferences()) {
            row.cells().forEach(differences.withArray(row.name())::add);
        }
        for (RunComparison.Run run : comparison.runs()) {
            ObjectNode node = whole.withArray("runs").addObject();
            node.put("name", run.name());
            node.put("directory", run.directory().toString());
            node.setAll(JSON.<ObjectNode>valueToTree(run.record()));
            for (MetricsLog.Unit unit : MetricsLog.Unit.values()) {
                run.speed(unit).ifPresent(speed -> node.put(unit.speed(), speed));
            }
            ObjectNode metrics = node.putObject("metrics");
            for (String name : comparison.metricNames()) {
                run.metrics().range(name).ifPresent(range -> put(metrics.putObject(name), range));
            }
        }
        return whole;
    }

    private static void put(ObjectNode node, Metrics.Range range) {
        node.put("last", range.last().y());
        node.put("smallest", range.smallest().y());
        node.put("smallest_step", (long) range.smallest().x());
        node.put("largest", range.largest().y());
        node.put("largest_step", (long) range.largest().x());
    }

    /** A column for each training. */
    private static void print(PrintWriter out, RunComparison comparison) {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        comparison.runs().forEach(run -> head.add(run.name()));
        lines.add(head);
        for (RunComparison.Row row : comparison.rows()) {
            List<String> line = new ArrayList<>(List.of(row.name()));
            row.cells().forEach(cell -> line.add(cell.isEmpty() ? "-" : shortened(cell)));
            lines.add(line);
        }
        int columns = head.size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                text.append(line.get(i)).repeat(' ', widths[i] - line.get(i).length() + 2);
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static String shortened(String cell) {
        String line = cell.replaceAll("\\s+", " ");
        return line.length() <= WIDEST_CELL ? line : line.substring(0, WIDEST_CELL - 3) + "...";
    }
}
