package io.steelyard.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.onnx.internal.mapping.RecordedGraph;
import io.steelyard.testkit.Oracle;
import io.steelyard.testkit.OracleValue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code docs/onnx-node-tests.md} is what a run of ONNX's operator tests gives. With the property
 * set, it is written first.
 */
final class NodeReportTest {
    private static final String WRITE = "steelyard.onnx.write";
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "onnx-node-tests.md");

    /** How the test of one node ended; the reason is empty where it passed. */
    private record Ending(String operator, String test, String reason) {}

    @Test
    void theDocumentIsWhatTheRunGives() throws IOException {
        String report = report(NodeCase.all().stream().map(NodeReportTest::ending).toList());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(DOCUMENT, report);
        }
        assertThat(Files.readString(DOCUMENT))
                .as(
                        "docs/onnx-node-tests.md differs from this run; write it again with: mvn"
                                + " -pl plugins/onnx -am test -Dtest=NodeReportTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        WRITE)
                .isEqualTo(report);
    }

    private static Ending ending(NodeCase test) {
        return new Ending(test.operator(), test.name(), reason(test));
    }

    private static String reason(NodeCase test) {
        RecordedGraph graph;
        try {
            graph = test.record();
        } catch (SteelyardException refusal) {
            if (refusal.code() == ErrorCode.NOT_REGISTERED) {
                return "not expressible: " + refusal.getMessage();
            }
            throw refusal;
        }
        try {
            Agreement.require(
                    Oracle.run(graph.function(), Map.of(), test.inputArrays()).outputs().stream()
                            .map(OracleValue::toArray)
                            .toList(),
                    graph.outputTypes(),
                    test.expected());
            return "";
        } catch (AssertionError difference) {
            return "another result";
        }
    }

    private static String report(List<Ending> endings) {
        long passed = endings.stream().filter(ending -> ending.reason().isEmpty()).count();
        StringBuilder text = new StringBuilder();
        text.append("# ONNX's operator tests\n\n");
        text.append(
                        "The operator tests that come with ONNX (Apache License 2.0) hold the op"
                                + " set to")
                .append(" a specification from outside: each node\nis recorded as a program and")
                .append(" its outputs are compared with the expected ones, within ")
                .append(Agreement.RELATIVE)
                .append(" of their size plus ")
                .append(Agreement.ABSOLUTE)
                .append(",\nthe tolerances of ONNX's own runner. The programs run on the float64")
                .append(" oracle and on the reference backend.\nTypes that the op set does not")
                .append(" have (int8, uint16, float8, int4, ...) are carried in wider ones. What")
                .append(" decides a shape\n(axes, starts, pads, counts) is read from the inputs of")
                .append(" the test when its graph is recorded.\n\n");
        text.append("Written by `NodeReportTest` in `plugins/onnx`.\n\n");
        text.append("**").append(passed).append(" of ").append(endings.size());
        text.append(" tests pass.**\n\n");
        text.append("| operator | tests | pass |\n|---|---|---|\n");
        Map<String, List<Ending>> operators = new TreeMap<>();
        for (Ending ending : endings) {
            operators.computeIfAbsent(ending.operator(), _ -> new ArrayList<>()).add(ending);
        }
        operators.forEach(
                (operator, tests) ->
                        text.append("| ")
                                .append(operator)
                                .append(" | ")
                                .append(tests.size())
                                .append(" | ")
                                .append(
                                        tests.stream()
                                                .filter(one -> one.reason().isEmpty())
                                                .count())
                                .append(" |\n"));
        text.append("\n## What does not pass\n\n");
        List<Ending> others = endings.stream().filter(one -> !one.reason().isEmpty()).toList();
        if (others.isEmpty()) {
            text.append("Nothing: each of the tests is expressible.\n");
        } else {
            text.append("| test | reason |\n|---|---|\n");
            for (Ending other : others) {
                text.append("| ").append(other.test()).append(" | ");
                text.append(other.reason().replace("|", "/")).append(" |\n");
            }
        }
        return text.toString();
    }
}
