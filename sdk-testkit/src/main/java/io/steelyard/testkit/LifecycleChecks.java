package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
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

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Closing, errors at run time, and runs on many threads, on backends of their own. */
final class LifecycleChecks {
    private static final int THREADS = 4;
    private static final int RUNS = 25;

    private final Supplier<Backend> backends;

    LifecycleChecks(Supplier<Backend> backends) {
        this.backends = backends;
    }

    /** What a check is given: a backend and its executable of {@link #function()}. */
    private DynamicTest test(String name, BiConsumer<Backend, Executable> body) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    try (Backend backend = backends.get();
                            Executable executable =
                                    backend.compile(function(), CompileOptions.defaults())) {
                        body.accept(backend, executable);
                    }
                });
    }

    Stream<DynamicTest> tests() {
        return Stream.of(
                test("the capabilities hold the mandatory dtypes", this::mandatory),
                test("an executable knows its function", this::knowsFunction),
                test("too few inputs are refused", this::tooFew),
                test("an input of another shape is refused", this::wrongShape),
                test("an input of another dtype is refused", this::wrongDType),
                test("a refused run does no harm", this::harmless),
                test("executables close twice", this::executableCloses),
                test("state closes twice", this::stateCloses),
                test("closed state is refused by a run", this::closedStateInRun),
                test("a backend closes twice", (backend, executable) -> backend.close()),
                test("an input may lie in any memory", this::anyMemory),
                test("closing waits for runs on other threads", this::closesDuringRuns),
                test("many threads get what one does", this::manyThreads),
                test("a run repeats itself bit for bit", this::repeats));
    }

    /**
     * {@code mean(tanh(x w)) + state} with x [5, 17] and w [17, 9]: reads state and writes none.
     */
    private static Function function() {
        Recorder recorder = new Recorder("lifecycle");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 5, 17));
        Tensor w = recorder.input("w", TensorType.of(DType.F32, 17, 9));
        Tensor a = recorder.state("a", TensorType.of(DType.F32, 9));
        return recorder.finish(Map.of("y", x.matmul(w).tanh().mean(0).add(a)));
    }

    private static List<NdArray> inputs(long seed) {
        return List.of(
                CaseData.array(DType.F32, seed, 5, 17), CaseData.array(DType.F32, seed + 1, 17, 9));
    }

    private static DeviceState state(Backend backend) {
        DeviceState state =
                backend.allocate(new StateSpec(Map.of("a", TensorType.of(DType.F32, 9))));
        state.write("a", CaseData.array(DType.F32, 3, 9));
        return state;
    }

    private void mandatory(Backend backend, Executable executable) {
        assertThat(backend.capabilities().dtypes()).contains(DType.F32, DType.I32, DType.BOOL);
        assertThat(backend.name()).isNotBlank();
        assertThat(backend.capabilities().device()).isNotBlank();
    }

    private void knowsFunction(Backend backend, Executable executable) {
        assertThat(executable.function()).isEqualTo(function());
        assertThat(executable.report().kernels()).isPositive();
        assertThat(executable.report().peakBytes()).isNotNegative();
    }

    private void tooFew(Backend backend, Executable executable) {
        try (DeviceState state = state(backend)) {
            requireInvalid(() -> executable.run(state, inputs(1).subList(0, 1)));
        }
    }

    private void wrongShape(Backend backend, Executable executable) {
        NdArray wide = CaseData.array(DType.F32, 1, 5, 18);
        try (DeviceState state = state(backend)) {
            String message =
                    requireInvalid(() -> executable.run(state, List.of(wide, inputs(1).get(1))));
            assertThat(message).contains("f32[5,18]", "f32[5,17]");
        }
    }

    private void wrongDType(Backend backend, Executable executable) {
        NdArray integers = CaseData.array(DType.I32, 1, 5, 17);
        try (DeviceState state = state(backend)) {
            String message =
                    requireInvalid(
                            () -> executable.run(state, List.of(integers, inputs(1).get(1))));
            assertThat(message).contains("i32[5,17]", "f32[5,17]");
        }
    }

    private static String requireInvalid(Runnable action) {
        SteelyardException problem = catchThrowableOfType(SteelyardException.class, action::run);
        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        return String.valueOf(problem.getMessage());
    }

    private void harmless(Backend backend, Executable executable) {
        try (DeviceState state = state(backend)) {
            NdArray before = executable.run(state, inputs(1)).getFirst();
            requireInvalid(() -> executable.run(state, List.of()));
            assertThat(executable.run(state, inputs(1)).getFirst().bitEquals(before)).isTrue();
        }
    }

    private void executableCloses(Backend backend, Executable executable) {
        try (DeviceState state = state(backend)) {
            executable.close();
            executable.close();
            requireClosed(() -> executable.run(state, inputs(1)));
        }
    }

    private void stateCloses(Backend backend, Executable executable) {
        DeviceState state = state(backend);
        state.close();
        state.close();
        requireClosed(() -> state.read("a"));
        requireClosed(() -> state.write("a", CaseData.array(DType.F32, 3, 9)));
    }

    private void closedStateInRun(Backend backend, Executable executable) {
        DeviceState state = state(backend);
        state.close();
        requireClosed(() -> executable.run(state, inputs(1)));
    }

    private static void requireClosed(Runnable action) {
        SteelyardException problem = catchThrowableOfType(SteelyardException.class, action::run);
        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo(ErrorCode.CLOSED);
    }

    /** Native, off any alignment, read-only: what a mapped file is. */
    private void anyMemory(Backend backend, Executable executable) {
        List<NdArray> plain = inputs(1);
        try (Arena arena = Arena.ofShared();
                DeviceState state = state(backend)) {
            List<NdArray> mapped = plain.stream().map(array -> mapped(array, arena)).toList();
            NdArray expected = executable.run(state, plain).getFirst();
            assertThat(executable.run(state, mapped).getFirst().bitEquals(expected)).isTrue();
            NdArray content = state.read("a");
            state.write("a", mapped(content, arena));
            assertThat(state.read("a").bitEquals(content)).isTrue();
        }
    }

    private static NdArray mapped(NdArray array, Arena arena) {
        long bytes = array.type().bytes();
        MemorySegment memory = arena.allocate(bytes + 1, 64).asSlice(1, bytes);
        memory.copyFrom(array.memory());
        return NdArray.of(array.type(), memory.asReadOnly());
    }

    /** Each run on another thread either ends well or finds the executable closed. */
    private void closesDuringRuns(Backend backend, Executable executable) {
        CountDownLatch running = new CountDownLatch(THREADS);
        try (DeviceState state = state(backend);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            NdArray expected = executable.run(state, inputs(1)).getFirst();
            List<Future<SteelyardException>> ends = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                ends.add(
                        threads.submit(() -> runUntilClosed(executable, state, expected, running)));
            }
            running.await();
            executable.close();
            for (Future<SteelyardException> end : ends) {
                assertThat(result(end).code()).isEqualTo(ErrorCode.CLOSED);
            }
        } catch (InterruptedException problem) {
            throw new AssertionError("Interrupted while runs started", problem);
        }
    }

    private static SteelyardException runUntilClosed(
            Executable executable, DeviceState state, NdArray expected, CountDownLatch running) {
        while (true) {
            try {
                NdArray actual = executable.run(state, inputs(1)).getFirst();
                assertThat(actual.bitEquals(expected)).isTrue();
            } catch (SteelyardException end) {
                return end;
            } finally {
                running.countDown();
            }
        }
    }

    private void manyThreads(Backend backend, Executable executable) {
        try (DeviceState state = state(backend);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<NdArray> alone = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                alone.add(executable.run(state, inputs(run)).getFirst());
            }
            List<Future<List<NdArray>>> together = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                together.add(threads.submit(() -> runAll(executable, state)));
            }
            for (Future<List<NdArray>> future : together) {
                List<NdArray> results = result(future);
                for (int run = 0; run < RUNS; run++) {
                    assertThat(results.get(run).bitEquals(alone.get(run)))
                            .as("run %s", run)
                            .isTrue();
                }
            }
        }
    }

    private static List<NdArray> runAll(Executable executable, DeviceState state) {
        List<NdArray> results = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            results.add(executable.run(state, inputs(run)).getFirst());
        }
        return results;
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException problem) {
            throw new AssertionError("A run on another thread failed", problem);
        }
    }

    private void repeats(Backend backend, Executable executable) {
        try (DeviceState state = state(backend);
                Executable again = backend.compile(function(), CompileOptions.defaults())) {
            NdArray first = executable.run(state, inputs(5)).getFirst();
            assertThat(executable.run(state, inputs(5)).getFirst().bitEquals(first)).isTrue();
            assertThat(again.run(state, inputs(5)).getFirst().bitEquals(first)).isTrue();
        }
    }
}
