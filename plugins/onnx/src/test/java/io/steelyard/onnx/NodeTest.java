package io.steelyard.onnx;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.onnx.internal.mapping.RecordedGraph;
import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.testkit.Oracle;
import io.steelyard.testkit.OracleValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

/** The operator tests of ONNX, as programs on the float64 oracle and on the reference backend. */
final class NodeTest {
    private static final Backend REFERENCE = new ReferenceBackendFactory().create(Map.of());

    @AfterAll
    static void closeBackend() {
        REFERENCE.close();
    }

    @TestFactory
    Stream<DynamicTest> agreesWithTheExpectedOutputs() {
        return NodeCase.all().stream()
                .map(test -> DynamicTest.dynamicTest(test.name(), () -> runOnOracle(test)));
    }

    @TestFactory
    Stream<DynamicTest> agreesOnTheReferenceBackend() {
        return NodeCase.all().stream()
                .map(test -> DynamicTest.dynamicTest(test.name(), () -> runOnBackend(test)));
    }

    private static void runOnBackend(NodeCase test) {
        RecordedGraph graph = recorded(test);
        try (Executable executable =
                        REFERENCE.compile(graph.function(), CompileOptions.defaults());
                DeviceState none = REFERENCE.allocate(new StateSpec(Map.of()))) {
            Agreement.require(
                    executable.run(none, test.inputArrays()), graph.outputTypes(), test.expected());
        }
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
