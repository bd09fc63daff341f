package io.steelyard.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.program.Function;
import io.steelyard.program.Loop;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@NeedsNativeLibrary
final class TensorFlowBackendTest {
    private static final TensorType WEIGHT = TensorType.of(DType.F32, 16, 16);
    private static final TensorType CACHE = TensorType.of(DType.F32, 4, 16);

    private static Backend backend(Map<String, String> options) {
        return new TensorFlowBackendFactory().create(options);
    }

    /** A recurrent net over noise that a weight of the state goes through, and its decay. */
    private static Function step() {
        Recorder recorder = new Recorder("step");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 5, 16));
        Tensor weight = recorder.state("weight", WEIGHT);
        Tensor key = recorder.constant(NdArray.of(new int[] {3, 4}, 2));
        Tensor bits = recorder.apply(new Op.RandomBits(Shape.of(5, 16)), key, key);
        Tensor kept = bits.lt(bits.scalar(1 << 30)).select(x, x.filled(0));
        Loop.Result scanned =
                Loop.scan(
                        List.of(x.slice(0, 0, 1).mul(0)),
                        List.of(kept),
                        (carries, elements) -> {
                            Tensor row = elements.getFirst().expandDims(0);
                            Tensor next = carries.getFirst().add(row).matmul(weight).tanh();
                            return new Loop.Step(List.of(next), List.of(next.sum()));
                        });
        recorder.write("weight", weight.mul(0.5));
        return recorder.finish(
                Map.of(
                        "last",
                        scanned.carries().getFirst(),
                        "sums",
                        scanned.outputs().getFirst(),
                        "bits",
                        bits));
    }

    private static NdArray noise(TensorType type) {
        NdArray noise = NdArray.zeros(type);
        for (long i = 0; i < type.elements(); i++) {
            noise.set(i, Math.sin(7 * i + 1) / 4);
        }
        return noise;
    }

    private static List<NdArray> twoSteps(Map<String, String> options) {
        Function function = step();
        try (Backend backend = backend(options);
                DeviceState state = backend.allocate(new StateSpec(Map.of("weight", WEIGHT)));
                Executable step = backend.compile(function, CompileOptions.defaults())) {
            state.write("weight", noise(WEIGHT));
            List<NdArray> input = List.of(noise(function.inputTypes().getFirst()));
            List<NdArray> all = new ArrayList<>(step.run(state, input));
            all.addAll(step.run(state, input));
            all.add(state.read("weight"));
            return all;
        }
    }

    @Test
    void aFunctionThatIsCompiledAsAWholeGivesTheSame() {
        List<NdArray> plain = twoSteps(Map.of("threads", "2"));
        List<NdArray> whole = twoSteps(Map.of("threads", "2", "xla", "true"));
        for (int i = 0; i < plain.size(); i++) {
            for (long k = 0; k < plain.get(i).type().elements(); k++) {
                // Sums of 16 products of about 0.1 in F32, five times one after the other; tanh
                // of XLA is a polynomial of its own.
                assertThat(whole.get(i).get(k)).isCloseTo(plain.get(i).get(k), within(2e-6));
            }
        }
        // The weight was halved after each step, and bits do not differ at all.
        assertThat(plain.getLast().get(5)).isEqualTo((float) noise(WEIGHT).get(5) / 4);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        List<NdArray> one = twoSteps(Map.of("threads", "1"));
        List<NdArray> two = twoSteps(Map.of("threads", "2"));
        for (int i = 0; i < one.size(); i++) {
            assertThat(two.get(i).bitEquals(one.get(i))).isTrue();
        }
    }

    /** Adds a row of ones to a cache, and tells its sum. */
    private static Function append() {
        Recorder recorder = new Recorder("append");
        Tensor cache = recorder.state("cache", CACHE);
        Tensor weight = recorder.state("weight", WEIGHT);
        Tensor more = cache.add(1);
        recorder.write("cache", more);
        return recorder.finish(Map.of("sum", more.matmul(weight).sum()));
    }

    @Test
    void aStateOverAnotherBeginsAtZeroWhereverItsVariablesWereBefore() {
        StateSpec own = new StateSpec(Map.of("cache", CACHE));
        NdArray ones = NdArray.zeros(WEIGHT);
        for (long i = 0; i < WEIGHT.elements(); i++) {
            ones.set(i, 1);
        }
        try (Backend backend = backend(Map.of());
                DeviceState shared = backend.allocate(new StateSpec(Map.of("weight", WEIGHT)));
                Executable append = backend.compile(append(), CompileOptions.defaults())) {
            shared.write("weight", ones);
            for (int round = 0; round < 3; round++) {
                try (DeviceState first = backend.allocate(own, shared);
                        DeviceState second = backend.allocate(own, shared)) {
                    for (int step = 1; step <= 3; step++) {
                        double sum = append.run(first, List.of()).getFirst().item();
                        assertThat(sum).isEqualTo(step * 4 * 16 * 16);
                    }
                    assertThat(append.run(second, List.of()).getFirst().item())
                            .isEqualTo(4 * 16 * 16);
                    assertThat(second.read("cache").get(0)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void aFunctionThatIsClosedLeavesTheStateToOthers() {
        try (Backend backend = backend(Map.of());
                DeviceState shared = backend.allocate(new StateSpec(Map.of("weight", WEIGHT)));
                DeviceState state =
                        backend.allocate(new StateSpec(Map.of("cache", CACHE)), shared)) {
            for (int round = 1; round <= 3; round++) {
                try (Executable append = backend.compile(append(), CompileOptions.defaults())) {
                    append.run(state, List.of());
                }
                assertThat(state.read("cache").get(7)).isEqualTo(round);
            }
        }
    }

    @Test
    void aGraphicsProcessorThatTheLibraryCannotUseIsRefused() {
        assertThatThrownBy(() -> backend(Map.of("device", "gpu:0")))
                .hasMessageStartingWith("Device gpu")
                .hasMessageContaining("was asked for, and TensorFlow");
    }

    @Test
    void whoNeedsLessThanTheLibraryWasLoadedForIsServed() {
        backend(Map.of()).close();
        backend(Map.of("deterministic", "false", "tf32", "true")).close();
    }
}
