package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.autodiff.Gradients;
import io.steelyard.file.Safetensors;
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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * State that is written to a safetensors file and read into a new one, by the same backend: every
 * bit comes back, and what runs on it goes on as if it had never been saved.
 */
final class SavingChecks {
    private static final int STEPS = 3;

    private final Backend backend;

    SavingChecks(Backend backend) {
        this.backend = backend;
    }

    Stream<DynamicTest> tests() {
        return Stream.concat(
                backend.capabilities().dtypes().stream()
                        .sorted()
                        .map(
                                dtype ->
                                        DynamicTest.dynamicTest(
                                                dtype.text() + " comes back bit for bit",
                                                () -> comesBack(dtype))),
                Stream.of(
                        DynamicTest.dynamicTest(
                                "training goes on as if it had not stopped", this::goesOn)));
    }

    /** Special values and the bits of ordinary ones. */
    private void comesBack(DType dtype) {
        NdArray specials = CaseData.specials(dtype);
        NdArray ordinary = CaseData.array(dtype, 4, 5, 3);
        StateSpec spec =
                new StateSpec(
                        Map.of(
                                "specials",
                                specials.type(),
                                "layer.0.ordinary",
                                ordinary.type(),
                                "scalar",
                                TensorType.of(dtype),
                                "empty",
                                TensorType.of(dtype, 0, 3)));
        try (DeviceState state = backend.allocate(spec)) {
            state.write("specials", specials);
            state.write("layer.0.ordinary", ordinary);
            try (DeviceState loaded = reloaded(state)) {
                assertThat(loaded.read("specials").bitEquals(specials)).isTrue();
                requireSame(loaded, state);
            }
        }
    }

    private void goesOn() {
        Function step = step();
        Map<String, TensorType> entries = new LinkedHashMap<>();
        step.reads().forEach(read -> entries.put(read.name(), read.value().type()));
        try (Executable executable = backend.compile(step, CompileOptions.defaults());
                DeviceState state = backend.allocate(new StateSpec(entries))) {
            state.write("weight", CaseData.array(DType.F32, 1, 7, 3));
            run(executable, state, 0);
            try (DeviceState loaded = reloaded(state)) {
                List<NdArray> ahead = run(executable, state, STEPS);
                List<NdArray> resumed = run(executable, loaded, STEPS);
                for (int i = 0; i < ahead.size(); i++) {
                    assertThat(resumed.get(i).bitEquals(ahead.get(i))).as("output %s", i).isTrue();
                }
                requireSame(loaded, state);
            }
        }
    }

    /** Descent with momentum on {@code mean(square(tanh(x weight)))}, x [5, 7]. */
    private static Function step() {
        Recorder recorder = new Recorder("step");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 5, 7));
        Tensor weight = recorder.state("weight", TensorType.of(DType.F32, 7, 3));
        Tensor momentum = recorder.state("momentum", weight.type());
        Tensor count = recorder.state("count", TensorType.of(DType.I32));
        Tensor loss = x.matmul(weight).tanh().square().mean();
        Tensor gradient = Gradients.of(loss, List.of(weight)).getFirst();
        Tensor moved = momentum.mul(0.9).add(gradient);
        recorder.write("weight", weight.sub(moved.mul(0.1)));
        recorder.write("momentum", moved);
        recorder.write("count", count.add(1));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("loss", loss);
        outputs.put("count", count);
        return recorder.finish(outputs);
    }

    /** The outputs of the last of some steps. */
    private static List<NdArray> run(Executable executable, DeviceState state, int first) {
        List<NdArray> outputs = List.of();
        for (int step = first; step < first + STEPS; step++) {
            outputs = executable.run(state, List.of(CaseData.array(DType.F32, step, 5, 7)));
        }
        return outputs;
    }

    private DeviceState reloaded(DeviceState state) {
        try {
            Path folder = Files.createTempDirectory("steelyard-saving");
            try {
                return reloaded(state, folder.resolve("state.safetensors"));
            } finally {
                deleteAll(folder);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private DeviceState reloaded(DeviceState state, Path file) throws IOException {
        Map<String, NdArray> contents = new LinkedHashMap<>();
        state.spec().entries().keySet().forEach(name -> contents.put(name, state.read(name)));
        Safetensors.write(file, contents, Map.of());
        DeviceState loaded = backend.allocate(state.spec());
        try (Safetensors saved = Safetensors.open(file)) {
            saved.tensors().forEach(loaded::write);
        }
        return loaded;
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void requireSame(DeviceState actual, DeviceState expected) {
        for (String name : expected.spec().entries().keySet()) {
            assertThat(actual.read(name).bitEquals(expected.read(name)))
                    .as("entry '%s'", name)
                    .isTrue();
        }
    }
}
