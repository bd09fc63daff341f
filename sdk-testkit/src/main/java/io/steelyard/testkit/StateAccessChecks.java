package io.steelyard.testkit;

import static io.steelyard.testkit.StateEntries.A;
import static io.steelyard.testkit.StateEntries.B;
import static io.steelyard.testkit.StateEntries.TYPE;
import static io.steelyard.testkit.StateEntries.X;
import static io.steelyard.testkit.StateEntries.array;
import static io.steelyard.testkit.StateEntries.filled;
import static io.steelyard.testkit.StateEntries.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * State apart from what programs make of it: its entries as the caller allocates, reads and writes
 * them, and what is refused where they do not fit.
 */
final class StateAccessChecks {
    private final Backend backend;

    StateAccessChecks(Backend backend) {
        this.backend = backend;
    }

    Stream<DynamicTest> tests() {
        return Stream.of(
                test("entries are zero until they are written", this::startsAtZero),
                test("two allocations share nothing", this::allocationsApart),
                test("what is read from state is a copy", this::copies),
                test("an unknown entry is named", this::unknownEntry),
                test("a write of another type is refused", this::wrongType),
                test("state that lacks an entry is refused", this::missingEntry),
                test("state with an entry of another type is refused", this::otherType));
    }

    private static DynamicTest test(String name, Runnable body) {
        return DynamicTest.dynamicTest(name, body::run);
    }

    private void startsAtZero() {
        try (DeviceState state = backend.allocate(spec())) {
            assertThat(state.spec()).isEqualTo(spec());
            assertThat(state.read("a").toFloatArray()).containsOnly(0);
        }
    }

    private void allocationsApart() {
        try (DeviceState one = filled(backend);
                DeviceState other = backend.allocate(spec())) {
            assertThat(other.read("a").toFloatArray()).containsOnly(0);
            other.write("b", array(X));
            assertThat(one.read("b").toFloatArray()).isEqualTo(B);
        }
    }

    private void copies() {
        try (DeviceState state = filled(backend)) {
            state.read("a").set(0, 99);
            NdArray written = array(1, 1, 1);
            state.write("b", written);
            written.set(0, 99);
            assertThat(state.read("a").toFloatArray()).isEqualTo(A);
            assertThat(state.read("b").toFloatArray()).containsExactly(1, 1, 1);
        }
    }

    private void unknownEntry() {
        try (DeviceState state = filled(backend)) {
            requireInvalid(() -> state.read("none.such"), "none.such");
            requireInvalid(() -> state.write("none.such", array(X)), "none.such");
        }
    }

    private void wrongType() {
        try (DeviceState state = filled(backend)) {
            requireInvalid(() -> state.write("a", array(1, 2)), "f32[2]", "f32[3]");
            requireInvalid(
                    () -> state.write("a", NdArray.of(new int[] {1, 2, 3}, 3)), "i32[3]", "f32[3]");
            assertThat(state.read("a").toFloatArray()).isEqualTo(A);
        }
    }

    private void missingEntry() {
        try (DeviceState state = backend.allocate(new StateSpec(Map.of("a", TYPE)));
                Executable executable = reader()) {
            requireInvalid(() -> executable.run(state, List.of(array(X))), "'b'");
        }
    }

    private void otherType() {
        TensorType other = TensorType.of(DType.I32, 3);
        try (DeviceState state = backend.allocate(new StateSpec(Map.of("a", TYPE, "b", other)));
                Executable executable = reader()) {
            requireInvalid(() -> executable.run(state, List.of(array(X))), "'b'", "i32[3]");
        }
    }

    /** Takes {@code x}, reads both entries, and outputs {@code b}. */
    private Executable reader() {
        Recorder recorder = new Recorder("reader");
        recorder.input("x", TYPE);
        recorder.state("a", TYPE);
        Tensor b = recorder.state("b", TYPE);
        return backend.compile(recorder.finish(Map.of("y", b)), CompileOptions.defaults());
    }

    private static void requireInvalid(ThrowingCallable call, String... parts) {
        assertThat(Refusals.message(String.join(", ", parts), call, ErrorCode.INVALID_ARGUMENT))
                .contains(parts);
    }
}
