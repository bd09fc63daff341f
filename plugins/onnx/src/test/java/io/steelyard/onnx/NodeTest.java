package io.steelyard.onnx;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.onnx.internal.mapping.RecordedGraph;
import io.steelyard.testkit.Oracle;
import io.steelyard.testkit.OracleValue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

/** The operator tests of ONNX, as programs on the float64 oracle. */
final class NodeTest {
    @TestFactory
    Stream<DynamicTest> agreesWithTheExpectedOutputs() {
        return NodeCase.all().stream()
                .map(test -> DynamicTest.dynamicTest(test.name(), () -> runOnOracle(test)));
    }

    private static void runOnOracle(NodeCase test) {
        RecordedGraph graph = recorded(test);
        Agreement.require(
                Oracle.run(graph.function(), Map.of(), test.inputArrays()).outputs().stream()
                        .map(OracleValue::toArray)
                        .toList(),
                graph.outputTypes(),
                test.expected());
    }

    private static RecordedGraph recorded(NodeCase test) {
        try {
            return test.record();
        } catch (SteelyardException refusal) {
            if (refusal.code() == ErrorCode.NOT_REGISTERED) {
                return Assumptions.abort(refusal.getMessage());
            }
            throw refusal;
        }
    }
}
