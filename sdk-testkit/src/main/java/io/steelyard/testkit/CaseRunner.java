package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs cases on a backend and on the oracle. */
final class CaseRunner {
    private static final CompileOptions VERIFYING = new CompileOptions(true, false);

    private CaseRunner() {}

    /** What became of a case that did not fail. */
    enum Outcome {
        PASSED,
        NOT_DECLARED
    }

    /**
     * Holds the backend to the oracle, or to refusing a dtype that it does not declare.
     *
     * @param flushed dtypes of which subnormal numbers may count as 0
     */
    static Outcome check(Backend backend, OpCase opCase, Set<DType> flushed) {
        Set<DType> declared = backend.capabilities().dtypes();
        if (!declared.containsAll(opCase.dtypes())) {
            checkRefused(backend, opCase.function());
            return Outcome.NOT_DECLARED;
        }
        List<NdArray> actual = run(backend, opCase.function(), opCase.inputs());
        List<Expectation> expectations = new ArrayList<>();
        expectations.add(Expectation.of(opCase, Oracle::apply));
        if (opCase.dtypes().stream().anyMatch(flushed::contains)) {
            expectations.add(Expectation.of(opCase, Subnormals.flushing(flushed, true, false)));
            expectations.add(Expectation.of(opCase, Subnormals.flushing(flushed, false, true)));
            expectations.add(Expectation.of(opCase, Subnormals.flushing(flushed, true, true)));
        }
        assertThat(actual).as("outputs").hasSameSizeAs(opCase.function().outputs());
        for (int i = 0; i < actual.size(); i++) {
            int output = i;
            Closeness.check(
                    opCase + ", output " + i,
                    expectations.stream().map(each -> each.values().get(output)).toList(),
                    expectations.stream().map(each -> each.bounds().get(output)).toList(),
                    actual.get(i),
                    opCase.tolerance());
        }
        return Outcome.PASSED;
    }

    /** What the outputs of a case may be, and how far off. */
    private record Expectation(List<OracleValue> values, List<OracleValue> bounds) {
        static Expectation of(OpCase opCase, OracleSemantics semantics) {
            Evaluation evaluation =
                    Oracle.evaluate(
                            opCase.function(),
                            Map.of(),
                            opCase.inputs().stream().map(OracleValue::of).toList(),
                            semantics);
            List<OracleValue> values = evaluation.outputs();
            // The other tolerances read no bounds, which cost more than the values.
            return new Expectation(
                    values,
                    opCase.tolerance() == Tolerance.BOUND
                            ? ErrorBounds.outputs(evaluation)
                            : values);
        }
    }

    private static void checkRefused(Backend backend, Function function) {
        SteelyardException refusal =
                catchThrowableOfType(
                        SteelyardException.class,
                        () -> backend.compile(function, VERIFYING).close());
        assertThat(refusal).as("refusal of a dtype that is not declared").isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.BACKEND_UNSUPPORTED);
    }

    /** The outputs of a function that uses no state. */
    static List<NdArray> run(Backend backend, Function function, List<NdArray> inputs) {
        try (Executable executable = backend.compile(function, VERIFYING);
                DeviceState none = backend.allocate(new StateSpec(Map.of()))) {
            return executable.run(none, inputs);
        }
    }
}
