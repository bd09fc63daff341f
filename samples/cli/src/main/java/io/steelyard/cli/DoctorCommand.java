package io.steelyard.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.Steelyard;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code steelyard doctor}: what there is to compute with, and what to change. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Examines this machine and this Java: what there is to compute with, whether it"
                    + " computes as fast as it should, and what to change.",
            "The exit status is 1 when there is no backend that works."
        },
        footer = {
            "",
            "Examples:",
            "  steelyard doctor --json",
            "  steelyard doctor --benchmark --threads 2"
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--benchmark",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "15",
            description = {
                "Also train a small GPT for so many seconds, 15 if not named: how soon it gets how"
                        + " fast, and how fast this machine could be."
            })
    private int benchmarkSeconds;

    @Mixin private BackendOptions backendOptions = new BackendOptions();

    @Override
    public Integer call() {
        if (benchmarkSeconds < 0 || benchmarkSeconds == 0 && backendOptions.anyGiven()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    benchmarkSeconds < 0
                            ? "A benchmark of "
                                    + benchmarkSeconds
                                    + " seconds was asked for; accepted are 1 or more."
                            : "The doctor examines every backend; options of one choose what"
                                    + " --benchmark runs on: add it, or leave them out.");
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ObjectNode benchmark = JsonNodeFactory.instance.objectNode();
        if (benchmarkSeconds > 0) {
            // First of all, as in the process of a training: nothing is warm yet.
            try (Steelyard sdk = backendOptions.open()) {
                StartUpBenchmark.run(sdk, Duration.ofSeconds(benchmarkSeconds), benchmark);
            }
        }
        Examination examination = Examination.ofThisProcess();
        ObjectNode findings = examination.findings();
        if (!benchmark.isEmpty()) {
            findings.set("benchmark", benchmark);
        }
        if (json) {
            out.println(findings.toPrettyString());
        } else {
            findings.properties().stream()
                    .filter(group -> group.getValue().isObject())
                    .forEach(
                            group -> {
                                out.println(group.getKey());
                                group.getValue()
                                        .properties()
                                        .forEach(
                                                finding ->
                                                        out.printf(
                                                                "  %-18s %s%n",
                                                                finding.getKey().replace('_', ' '),
                                                                finding.getValue().asText()));
                            });
            out.println("advice");
            findings.get("advice").forEach(advice -> out.println("  - " + advice.asText()));
            if (findings.get("advice").isEmpty()) {
                out.println("  none: everything is as it should be");
            }
        }
        return examination.works() ? 0 : Failures.FAILURE;
    }
}
