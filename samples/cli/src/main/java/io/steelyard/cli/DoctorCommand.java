package io.steelyard.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
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
        footer = {"", "Example:", "  steelyard doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Examination examination = Examination.ofThisProcess();
        ObjectNode findings = examination.findings();
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
