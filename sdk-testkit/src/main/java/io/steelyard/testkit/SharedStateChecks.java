package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
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

import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * States that own an entry {@code cache} and lie over one that owns {@code weight} and {@code
 * bias}: who reads and writes what, on one thread and on several, and what closing does.
 */
final class SharedStateChecks {
    /** More than a kernel writes at once, so that half a write would show. */
    private static final int LENGTH = 20_000;

    private static final TensorType TYPE = TensorType.of(DType.F32, LENGTH);
    private static final StateSpec BELOW = new StateSpec(Map.of("weight", TYPE, "bias", TYPE));
    private static final StateSpec OWN = new StateSpec(Map.of("cache", TYPE));
    private static final int THREADS = 4;
    private static final int RUNS = 25;

    private final Backend backend;

    SharedStateChecks(Backend backend) {
        this.backend = backend;
    }

    /** What a check is given: the state below and one over it, both open and zero. */
    @FunctionalInterface
    private interface Body {
        void check(DeviceState shared, DeviceState over);
    }

    private DynamicTest test(String name, Body body) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    try (DeviceState shared = backend.allocate(BELOW);
                            DeviceState over = backend.allocate(OWN, shared)) {
                        body.check(shared, over);
                    }
                });
    }

    Stream<DynamicTest> tests() {
        return Stream.of(
                test("it owns what it was asked for, zero at first", this::ownsItsOwn),
                test("shared entries are not copied", this::notCopied),
                test("a run reads shared entries and writes own ones", this::runs),
                test("states over one keep their own entries apart", this::apart),
                test("one executable runs on any of them", this::anyState),
                test("a state may lie over one that lies over another", this::overAnother),
                test("a name of both is refused", this::nameOfBoth),
                test("a shared entry is not written through it", this::sharedWrite),
                test("a function that writes a shared entry is refused", this::sharedWriteInRun),
                test("an unknown entry is refused", this::unknown),
                test("a shared entry of another type is refused", this::otherType),
                test("a state of another backend is refused", this::foreign),
                test("closing it leaves the shared state open", this::closing),
                test("it is of no use once the shared state is closed", this::sharedClosed),
                test("a closed state is not shared", this::sharingClosed),
                test("many of them run beside a step that writes what they share", this::together),
                test("the shared state may be closed during runs", this::closedDuringRuns));
    }

    private static NdArray filled(float value) {
        NdArray array = NdArray.zeros(TYPE);
        for (int i = 0; i < LENGTH; i++) {
            array.set(i, value);
        }
        return array;
    }

    private static void requireAll(NdArray array, float value) {
        assertThat(array.bitEquals(filled(value))).as("all are %s", value).isTrue();
    }

    /** Adds {@code weight} to {@code cache}; outputs {@code weight - bias} as it was. */
    private Executable accumulate() {
        Recorder recorder = new Recorder("accumulate");
        Tensor weight = recorder.state("weight", TYPE);
        Tensor bias = recorder.state("bias", TYPE);
        recorder.write("cache", recorder.state("cache", TYPE).add(weight));
        return compile(recorder, Map.of("y", weight.sub(bias)));
    }

    /** Adds one to {@code weight} and to {@code bias}. */
    private Executable trainingStep() {
        Recorder recorder = new Recorder("training_step");
        for (String name : List.of("weight", "bias")) {
            recorder.write(name, recorder.state(name, TYPE).add(1));
        }
        return compile(recorder, Map.of());
    }

    private Executable compile(Recorder recorder, Map<String, Tensor> outputs) {
        return backend.compile(recorder.finish(outputs), CompileOptions.defaults());
    }

    private void ownsItsOwn(DeviceState shared, DeviceState over) {
        assertThat(over.spec()).isEqualTo(OWN);
        assertThat(shared.spec()).isEqualTo(BELOW);
        requireAll(over.read("cache"), 0);
        over.write("cache", filled(3));
        requireAll(over.read("cache"), 3);
    }

    private void notCopied(DeviceState shared, DeviceState over) {
        shared.write("weight", filled(2));
        requireAll(over.read("weight"), 2);
        try (Executable accumulate = accumulate();
                Executable step = trainingStep()) {
            step.run(shared, List.of());
            requireAll(over.read("weight"), 3);
            accumulate.run(over, List.of());
            shared.write("weight", filled(5));
            requireAll(accumulate.run(over, List.of()).getFirst(), 4);
            requireAll(over.read("cache"), 8);
        }
    }

    private void runs(DeviceState shared, DeviceState over) {
        shared.write("weight", filled(2));
        shared.write("bias", filled(-1));
        over.write("cache", filled(10));
        try (Executable accumulate = accumulate()) {
            requireAll(accumulate.run(over, List.of()).getFirst(), 3);
        }
        requireAll(over.read("cache"), 12);
        requireAll(shared.read("weight"), 2);
        requireAll(shared.read("bias"), -1);
    }

    private void apart(DeviceState shared, DeviceState over) {
        shared.write("weight", filled(1));
        try (DeviceState second = backend.allocate(OWN, shared);
                Executable accumulate = accumulate()) {
            second.write("cache", filled(100));
            accumulate.run(over, List.of());
            accumulate.run(second, List.of());
            accumulate.run(over, List.of());
            requireAll(over.read("cache"), 2);
            requireAll(second.read("cache"), 101);
        }
    }

    private void anyState(DeviceState shared, DeviceState over) {
        Recorder recorder = new Recorder("double");
        Tensor doubled = recorder.state("weight", TYPE).mul(2);
        shared.write("weight", filled(4));
        try (DeviceState alone = backend.allocate(BELOW);
                Executable executable = compile(recorder, Map.of("y", doubled))) {
            alone.write("weight", filled(7));
            for (int run = 0; run < 2; run++) {
                requireAll(executable.run(shared, List.of()).getFirst(), 8);
                requireAll(executable.run(alone, List.of()).getFirst(), 14);
                requireAll(executable.run(over, List.of()).getFirst(), 8);
            }
        }
    }

    private void overAnother(DeviceState shared, DeviceState over) {
        shared.write("weight", filled(2));
        over.write("cache", filled(5));
        StateSpec own = new StateSpec(Map.of("sum", TYPE));
        Recorder recorder = new Recorder("sum");
        Tensor cache = recorder.state("cache", TYPE);
        recorder.write("sum", recorder.state("weight", TYPE).add(cache));
        try (DeviceState top = backend.allocate(own, over);
                Executable sum = compile(recorder, Map.of());
                Executable accumulate = accumulate()) {
            sum.run(top, List.of());
            requireAll(top.read("sum"), 7);
            requireAll(top.read("weight"), 2);
            requireInvalid(() -> accumulate.run(top, List.of()), "'cache'");
            StateSpec twoBelow = new StateSpec(Map.of("weight", TYPE));
            requireInvalid(() -> backend.allocate(twoBelow, over), "weight");
            shared.close();
            requireClosed(() -> top.read("sum"));
        }
    }

    private void nameOfBoth(DeviceState shared, DeviceState over) {
        StateSpec own = new StateSpec(Map.of("weight", TYPE));
        requireInvalid(() -> backend.allocate(own, shared), "weight");
    }

    private void sharedWrite(DeviceState shared, DeviceState over) {
        shared.write("weight", filled(1));
        requireInvalid(() -> over.write("weight", filled(2)), "'weight'");
        requireAll(shared.read("weight"), 1);
    }

    /** Also when another entry that it writes is the state's own, and when nothing would change. */
    private void sharedWriteInRun(DeviceState shared, DeviceState over) {
        Recorder both = new Recorder("both");
        both.write("cache", both.state("cache", TYPE).add(1));
        both.write("weight", both.state("weight", TYPE).add(1));
        Recorder itself = new Recorder("itself");
        itself.write("bias", itself.state("bias", TYPE));
        try (Executable writesBoth = compile(both, Map.of());
                Executable writesItself = compile(itself, Map.of());
                Executable step = trainingStep()) {
            requireInvalid(() -> writesBoth.run(over, List.of()), "'weight'");
            requireInvalid(() -> writesItself.run(over, List.of()), "'bias'");
            requireAll(over.read("cache"), 0);
            requireAll(over.read("weight"), 0);
            step.run(shared, List.of());
            requireInvalid(() -> step.run(over, List.of()));
            requireAll(over.read("weight"), 1);
        }
    }

    private void unknown(DeviceState shared, DeviceState over) {
        requireInvalid(() -> over.read("none.such"), "none.such", "cache", "weight");
        requireInvalid(() -> over.write("none.such", filled(1)), "none.such");
        requireInvalid(() -> shared.read("cache"), "cache");
        try (Executable accumulate = accumulate()) {
            requireInvalid(() -> accumulate.run(shared, List.of()), "'cache'");
        }
    }

    private void otherType(DeviceState shared, DeviceState over) {
        Recorder recorder = new Recorder("other");
        Tensor bias = recorder.state("bias", TensorType.of(DType.F32, 3));
        try (Executable executable = compile(recorder, Map.of("y", bias))) {
            requireInvalid(() -> executable.run(over, List.of()), "'bias'", "f32[3]");
        }
    }

    private void foreign(DeviceState shared, DeviceState over) {
        requireInvalid(() -> backend.allocate(OWN, new ForeignState(BELOW)), "another backend");
    }

    private void closing(DeviceState shared, DeviceState over) {
        shared.write("weight", filled(6));
        over.close();
        over.close();
        requireUseless(over);
        requireAll(shared.read("weight"), 6);
        try (DeviceState next = backend.allocate(OWN, shared);
                Executable accumulate = accumulate()) {
            accumulate.run(next, List.of());
            requireAll(next.read("cache"), 6);
        }
    }

    private void sharedClosed(DeviceState shared, DeviceState over) {
        try (Executable accumulate = accumulate()) {
            accumulate.run(over, List.of()); // an executable that has run on it finds out as well
            shared.close();
            requireClosed(() -> accumulate.run(over, List.of()));
        }
        requireUseless(over);
        over.close();
    }

    private void requireUseless(DeviceState state) {
        try (Executable accumulate = accumulate()) {
            requireClosed(() -> state.read("cache"));
            requireClosed(() -> state.read("weight"));
            requireClosed(() -> state.write("cache", filled(1)));
            requireClosed(() -> accumulate.run(state, List.of()));
        }
    }

    private void sharingClosed(DeviceState shared, DeviceState over) {
        shared.close();
        requireClosed(() -> backend.allocate(OWN, shared));
    }

    /** Weight and bias move in step, so that a run that sees half a training step sees a gap. */
    private void together(DeviceState shared, DeviceState over) {
        List<DeviceState> states = new ArrayList<>(List.of(over));
        try (Executable accumulate = accumulate();
                Executable step = trainingStep();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
            while (states.size() < THREADS) {
                states.add(backend.allocate(OWN, shared));
            }
            List<Future<Boolean>> ends = new ArrayList<>();
            for (DeviceState state : states) {
                ends.add(threads.submit(() -> repeat(() -> requireInStep(accumulate, state))));
            }
            ends.add(threads.submit(() -> repeat(() -> step.run(shared, List.of()))));
            ends.forEach(end -> assertThat(result(end)).isTrue());
            requireAll(shared.read("weight"), RUNS);
            requireAll(shared.read("bias"), RUNS);
            for (DeviceState state : states) {
                // Whole numbers far below 2^24, so that every sum of weights is exact.
                NdArray cache = state.read("cache");
                requireAll(cache, (float) cache.get(0));
                assertThat(cache.get(0)).isBetween(0.0, (double) RUNS * RUNS);
            }
        } finally {
            states.subList(1, states.size()).forEach(DeviceState::close);
        }
    }

    private static void requireInStep(Executable accumulate, DeviceState state) {
        requireAll(accumulate.run(state, List.of()).getFirst(), 0);
    }

    private static boolean repeat(Runnable action) {
        for (int run = 0; run < RUNS; run++) {
            action.run();
        }
        return true;
    }

    /** Each run on another thread either ends well or finds the shared state closed. */
    private void closedDuringRuns(DeviceState shared, DeviceState over) {
        CountDownLatch running = new CountDownLatch(1);
        try (Executable accumulate = accumulate();
                ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<ErrorCode> end = threads.submit(() -> runUntilClosed(accumulate, over, running));
            running.await();
            shared.close();
            assertThat(result(end)).isEqualTo(ErrorCode.CLOSED);
        } catch (InterruptedException problem) {
            throw new AssertionError("Interrupted while runs started", problem);
        }
    }

    private static ErrorCode runUntilClosed(
            Executable accumulate, DeviceState state, CountDownLatch running) {
        while (true) {
            try {
                requireInStep(accumulate, state);
            } catch (SteelyardException end) {
                return end.code();
            } finally {
                running.countDown();
            }
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException problem) {
            throw new AssertionError("A run on another thread failed", problem);
        }
    }

    private static void requireInvalid(Runnable action, String... parts) {
        requireError(action, ErrorCode.INVALID_ARGUMENT, parts);
    }

    private static void requireClosed(Runnable action) {
        requireError(action, ErrorCode.CLOSED);
    }

    private static void requireError(Runnable action, ErrorCode code, String... parts) {
        SteelyardException problem = catchThrowableOfType(SteelyardException.class, action::run);
        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo(code);
        for (String part : parts) {
            assertThat(problem.getMessage()).contains(part);
        }
    }
}
