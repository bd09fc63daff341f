package io.steelyard.testkit;

import static io.steelyard.testkit.StateEntries.A;
import static io.steelyard.testkit.StateEntries.B;
import static io.steelyard.testkit.StateEntries.TYPE;
import static io.steelyard.testkit.StateEntries.X;
import static io.steelyard.testkit.StateEntries.array;
import static io.steelyard.testkit.StateEntries.filled;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.DynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Programs over two state entries {@code a} and {@code b} and an input {@code x}: what a run
 * returns and what it leaves, held to numbers worked out by hand.
 */
final class StateChecks {
    private final Backend backend;

    StateChecks(Backend backend) {
        this.backend = backend;
    }

    /** The handles that a program is recorded from. */
    private record Handles(Recorder recorder, Tensor x, Tensor a, Tensor b) {}

    Stream<DynamicTest> tests() {
        return Stream.of(
                test("an output may be an input", () -> outputs(h -> List.of(h.x), X)),
                test(
                        "an output may be what state was",
                        () -> outputs(h -> List.of(h.a, h.b), A, B)),
                test("an output may be a constant", this::constantOutput),
                test("one value may be several outputs", this::repeatedOutput),
                test("a write does not show in the run that makes it", this::oldValueStays),
                test("two entries swap", this::swap),
                test("one value may be written to two entries", this::oneValueTwice),
                test("an input may be written", this::inputWritten),
                test("a constant may be written", this::constantWritten),
                test("an entry may be written to itself", this::writtenToItself),
                test("a view of one entry may be written to another", this::viewWritten),
                test("the old value stays whole for a later reader", this::laterReader),
                test("a part of an entry is replaced", this::partReplaced),
                test("runs build on each other", this::counts),
                test("two functions share one state", this::shared),
                test("an entry that is not read may be written", this::writeOnly),
                test("outputs belong to the caller", this::ownedOutputs));
    }

    private static DynamicTest test(String name, Runnable body) {
        return DynamicTest.dynamicTest(name, body::run);
    }

    /**
     * Records a program, runs it some times on fresh state, and holds outputs and state to numbers.
     */
    private void check(
            int runs,
            Function<Handles, List<Tensor>> program,
            float[] a,
            float[] b,
            float[]... outputs) {
        try (DeviceState state = filled(backend);
                Executable executable = compile(program)) {
            for (int run = 1; run < runs; run++) {
                executable.run(state, List.of(array(X)));
            }
            List<NdArray> results = executable.run(state, List.of(array(X)));
            assertThat(results).hasSize(outputs.length);
            for (int i = 0; i < outputs.length; i++) {
                assertThat(results.get(i).toFloatArray()).as("output %s", i).isEqualTo(outputs[i]);
            }
            assertThat(state.read("a").toFloatArray()).as("state a").isEqualTo(a);
            assertThat(state.read("b").toFloatArray()).as("state b").isEqualTo(b);
        }
    }

    private Executable compile(Function<Handles, List<Tensor>> program) {
        Recorder recorder = new Recorder("state");
        Tensor x = recorder.input("x", TYPE);
        Handles handles =
                new Handles(recorder, x, recorder.state("a", TYPE), recorder.state("b", TYPE));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        program.apply(handles).forEach(tensor -> outputs.put("y" + outputs.size(), tensor));
        return backend.compile(recorder.finish(outputs), CompileOptions.defaults());
    }

    private void outputs(Function<Handles, List<Tensor>> program, float[]... outputs) {
        check(1, program, A, B, outputs);
    }

    private void constantOutput() {
        outputs(
                h -> List.of(h.recorder.constant(array(7, 8)), h.x.scalar(5)),
                new float[] {7, 8},
                new float[] {5});
    }

    private void repeatedOutput() {
        outputs(
                h -> {
                    Tensor sum = h.x.add(h.a);
                    return List.of(sum, sum, h.x, h.x);
                },
                new float[] {11, 22, 33},
                new float[] {11, 22, 33},
                X,
                X);
    }

    private void oldValueStays() {
        check(
                1,
                h -> {
                    h.recorder.write("a", h.a.add(h.x));
                    return List.of(h.a, h.a.mul(2));
                },
                new float[] {11, 22, 33},
                B,
                A,
                new float[] {20, 40, 60});
    }

    private void swap() {
        check(
                3,
                h -> {
                    h.recorder.write("a", h.b);
                    h.recorder.write("b", h.a);
                    return List.of(h.a);
                },
                B,
                A,
                A);
    }

    private void oneValueTwice() {
        check(
                1,
                h -> {
                    Tensor sum = h.a.add(h.b);
                    h.recorder.write("a", sum);
                    h.recorder.write("b", sum);
                    return List.of(sum);
                },
                new float[] {6, 25, 24},
                new float[] {6, 25, 24},
                new float[] {6, 25, 24});
    }

    private void inputWritten() {
        check(
                1,
                h -> {
                    h.recorder.write("a", h.x);
                    h.recorder.write("b", h.x);
                    return List.of();
                },
                X,
                X);
    }

    private void constantWritten() {
        check(
                2,
                h -> {
                    h.recorder.write("b", h.x.filled(0.5));
                    return List.of(h.b);
                },
                A,
                new float[] {0.5f, 0.5f, 0.5f},
                new float[] {0.5f, 0.5f, 0.5f});
    }

    private void writtenToItself() {
        check(
                2,
                h -> {
                    h.recorder.write("a", h.a);
                    h.recorder.write("b", h.b.add(h.a));
                    return List.of();
                },
                A,
                new float[] {16, 45, 54});
    }

    private void viewWritten() {
        check(
                1,
                h -> {
                    h.recorder.write("a", h.b.reshape(1, 3).reshape(3));
                    h.recorder.write("b", h.a.add(h.x));
                    return List.of(h.b.reshape(3));
                },
                B,
                new float[] {11, 22, 33},
                B);
    }

    private void laterReader() {
        check(
                1,
                h -> {
                    Tensor next = h.a.mul(h.x);
                    h.recorder.write("a", next);
                    Tensor later = next.sum().broadcastTo(TYPE.shape()).add(h.a);
                    h.recorder.write("b", later);
                    return List.of(later.sub(h.a));
                },
                new float[] {10, 40, 90},
                new float[] {150, 160, 170},
                new float[] {140, 140, 140});
    }

    private void partReplaced() {
        check(
                2,
                h -> {
                    Tensor at = h.recorder.constant(NdArray.of(new int[] {1}, 1));
                    h.recorder.write("a", h.a.dynamicUpdateSlice(h.x.slice(0, 2, 3), at));
                    return List.of(h.a);
                },
                new float[] {10, 3, 30},
                B,
                new float[] {10, 3, 30});
    }

    private void counts() {
        check(
                5,
                h -> {
                    h.recorder.write("a", h.a.add(h.x));
                    h.recorder.write("b", h.b.add(h.a));
                    return List.of(h.a);
                },
                new float[] {15, 30, 45},
                new float[] {-4 + 60, 5 + 120, -6 + 180},
                new float[] {14, 28, 42});
    }

    private void shared() {
        try (DeviceState state = filled(backend);
                Executable adds =
                        compile(
                                h -> {
                                    h.recorder.write("a", h.a.add(h.x));
                                    return List.of();
                                });
                Executable doubles =
                        compile(
                                h -> {
                                    h.recorder.write("a", h.a.mul(2));
                                    return List.of();
                                })) {
            adds.run(state, List.of(array(X)));
            doubles.run(state, List.of(array(X)));
            adds.run(state, List.of(array(X)));
            assertThat(state.read("a").toFloatArray()).containsExactly(23, 46, 69);
        }
    }

    private void writeOnly() {
        Recorder recorder = new Recorder("write only");
        Tensor x = recorder.input("x", TYPE);
        recorder.write("b", x.neg());
        try (DeviceState state = filled(backend);
                Executable executable =
                        backend.compile(recorder.finish(Map.of()), CompileOptions.defaults())) {
            assertThat(executable.run(state, List.of(array(X)))).isEmpty();
            assertThat(state.read("a").toFloatArray()).isEqualTo(A);
            assertThat(state.read("b").toFloatArray()).containsExactly(-1, -2, -3);
        }
    }

    private void ownedOutputs() {
        try (DeviceState state = filled(backend);
                Executable executable =
                        compile(
                                h -> {
                                    h.recorder.write("a", h.a.add(h.x));
                                    return List.of(h.a, h.x, h.x.neg());
                                })) {
            NdArray input = array(X);
            List<NdArray> first = executable.run(state, List.of(input));
            input.set(0, 99);
            executable.run(state, List.of(array(5, 5, 5)));
            first.forEach(output -> output.set(2, 77));
            assertThat(first.getFirst().toFloatArray()).containsExactly(10, 20, 77);
            assertThat(first.get(1).toFloatArray()).containsExactly(1, 2, 77);
            assertThat(first.get(2).toFloatArray()).containsExactly(-1, -2, 77);
            assertThat(state.read("a").toFloatArray()).containsExactly(16, 27, 38);
        }
    }
}
