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

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs cases on a backend and on the oracle. */
final class CaseRunner {
    private static final CompileOptions VERIFYING = new CompileOptions(true);

    private CaseRunner() {}

    /** What became of a case that did not fail. */
    enum Outcome {
        PASSED,
        NOT_DECLARED
    }

    /** Holds the backend to the oracle, or to refusing a dtype that it does not declare. */
    static Outcome check(Backend backend, OpCase opCase) {
        Set<DType> declared = backend.capabilities().dtypes();
        if (!declared.containsAll(opCase.dtypes())) {
            checkRefused(backend, opCase.function());
            return Outcome.NOT_DECLARED;
        }
        Evaluation evaluation = Oracle.run(opCase.function(), Map.of(), opCase.inputs());
        List<OracleValue> expected = evaluation.outputs();
        // The other tolerances read no bounds, which cost more than the values.
        List<OracleValue> bounds =
                opCase.tolerance() == Tolerance.BOUND ? ErrorBounds.outputs(evaluation) : expected;
        List<NdArray> actual = run(backend, opCase.function(), opCase.inputs());
        assertThat(actual).as("outputs").hasSameSizeAs(bounds);
        for (int i = 0; i < bounds.size(); i++) {
            Closeness.check(
                    opCase + ", output " + i,
                    expected.get(i),
                    bounds.get(i),
                    actual.get(i),
                    opCase.tolerance());
        }
        return Outcome.PASSED;
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
