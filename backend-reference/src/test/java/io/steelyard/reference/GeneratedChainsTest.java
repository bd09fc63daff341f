package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.composite.Composites;
import io.steelyard.composite.GeluGradientRule;
import io.steelyard.composite.GeluRule;
import io.steelyard.composite.SiluGradientRule;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.reference.internal.fusion.Generation;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Chains run by generated kernels and by a kernel for each operation: the bits are the same. */
final class GeneratedChainsTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        1f
    };

    /** Values of a program that grows at random. */
    private static final class Growing {
        private final Random random;
        private final long rows;
        private final long columns;
        private final Recorder recorder;
        private final List<Tensor> floats = new ArrayList<>();
        private final List<Tensor> ints = new ArrayList<>();
        private final List<Tensor> bools = new ArrayList<>();
        private final List<NdArray> inputs = new ArrayList<>();

        Growing(long seed) {
            random = new Random(seed);
            rows = random.nextInt(1, 7);
            columns = random.nextInt(1, 60);
            recorder = new Recorder("chain");
            // What repeats by rows, by columns and everywhere, and what does not.
            List<long[]> shapes =
                    List.of(
                            new long[] {rows, columns},
                            new long[] {rows, columns},
                            new long[] {1, columns},
                            new long[] {rows, 1},
                            new long[] {1, 1});
            for (long[] shape : shapes) {
                floats.add(input(DType.F32, shape));
            }
            ints.add(input(DType.I32, rows, columns));
            ints.add(input(DType.I32, 1, 1));
            bools.add(input(DType.BOOL, rows, columns));
            bools.add(input(DType.BOOL, 1, 1));
        }

        private Tensor input(DType dtype, long... shape) {
            NdArray values = NdArray.zeros(TensorType.of(dtype, shape));
            for (long i = 0; i < values.type().elements(); i++) {
                values.set(
                        i,
                        switch (dtype) {
                            case BOOL -> random.nextInt(2);
                            case I32 -> random.nextInt(-20, 20);
                            default ->
                                    random.nextInt(5) == 0
                                            ? SPECIAL[random.nextInt(SPECIAL.length)]
                                            : random.nextGaussian() * 3;
                        });
            }
            inputs.add(values);
            Tensor tensor = recorder.input("input" + inputs.size(), values.type());
            return tensor.broadcastTo(Shape.of(rows, columns));
        }

        private Tensor any(List<Tensor> tensors) {
            // Mostly what is new, so that chains grow long.
            int last = tensors.size() - 1;
            return tensors.get(random.nextBoolean() ? last : random.nextInt(last + 1));
        }

        private Tensor anyFloat() {
            return any(floats);
        }

        void grow() {
            Tensor x = anyFloat();
            Tensor y = anyFloat();
            switch (random.nextInt(36)) {
                case 0 -> floats.add(x.neg());
                case 1 -> floats.add(x.abs());
                case 2 -> floats.add(x.exp());
                case 3 -> floats.add(x.log());
                case 4 -> floats.add(x.sqrt());
                case 5 -> floats.add(x.tanh());
                case 6 -> floats.add(x.erf());
                case 7 -> floats.add(x.floor());
                case 8 -> floats.add(x.sub(y));
                case 9 -> floats.add(x.div(y));
                case 10 -> floats.add(x.max(y));
                case 11 -> floats.add(x.min(y));
                case 12 -> floats.add(Composites.gelu(x));
                case 13 -> floats.add(Composites.geluExact(x));
                case 14 -> floats.add(Composites.silu(x));
                case 15 -> floats.add(gelu(GeluRule.Form.TANH, x, y));
                case 16 -> floats.add(gelu(GeluRule.Form.ERF, x, y));
                case 17 -> floats.add(Composites.one(new SiluGradientRule(), x, y));
                case 18 -> floats.add(x.cos());
                case 19 -> floats.add(any(bools).select(x, y));
                case 20 -> bools.add(x.lt(y));
                case 21 -> bools.add(x.eq(y));
                case 22 -> bools.add(x.ge(y));
                case 23 -> bools.add(any(bools).and(any(bools)));
                case 24 -> bools.add(any(bools).xor(any(bools).not()));
                case 25 -> floats.add(any(bools).convert(DType.F32));
                case 26 -> ints.add(any(bools).convert(DType.I32));
                case 27 -> ints.add(x.convert(DType.I32));
                case 28 -> floats.add(any(ints).convert(DType.F32));
                case 29 -> ints.add(any(ints).mul(any(ints)));
                case 30 -> ints.add(any(bools).select(any(ints), any(ints)));
                case 31 -> bools.add(any(ints).gt(any(ints)));
                case 32 -> bools.add(x.convert(DType.BOOL));
                case 33 -> floats.add(x.mul(random.nextGaussian()));
                case 34 -> floats.add(x.add(y));
                default -> floats.add(x.mul(y));
            }
        }

        private static Tensor gelu(GeluRule.Form form, Tensor x, Tensor gradient) {
            return Composites.one(new GeluGradientRule(form), x, gradient);
        }

        Function finish() {
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put("float", floats.getLast());
            outputs.put("int", ints.getLast());
            outputs.put("bool", bools.getLast());
            for (Tensor each : floats) {
                if (random.nextInt(6) == 0) {
                    outputs.put("output" + outputs.size(), each);
                }
            }
            return recorder.finish(outputs);
        }
    }

    private static Backend backend(int threads, Generation generation) {
        return new ReferenceBackend(threads, generation);
    }

    private static DeviceState none(Backend backend) {
        return backend.allocate(new StateSpec(Map.of()));
    }

    /** The last results of a number of runs. */
    private static List<NdArray> results(
            Generation generation, Function function, List<NdArray> inputs, int runs) {
        try (Backend backend = backend(1, generation);
                DeviceState state = none(backend);
                Executable executable = backend.compile(function, CompileOptions.defaults())) {
            List<NdArray> results = executable.run(state, inputs);
            for (int run = 1; run < runs; run++) {
                results = executable.run(state, inputs);
            }
            return results;
        }
    }

    /** The elements as text, in which all NaNs are one: which of the many is no promise. */
    private static List<String> text(NdArray array) {
        List<String> text = new ArrayList<>();
        for (long i = 0; i < array.type().elements(); i++) {
            text.add(Double.toString(array.get(i)));
        }
        return text;
    }

    private static void requireSame(long seed, int nodes, int runs) {
        Growing program = new Growing(seed);
        for (int i = 0; i < nodes; i++) {
            program.grow();
        }
        Function function = program.finish();
        List<NdArray> expected = results(Generation.NEVER, function, program.inputs, 1);
        List<NdArray> given = results(Generation.AT_ONCE, function, program.inputs, runs);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(text(given.get(i)))
                    .as("seed %d, output %d of%n%s", seed, i, function)
                    .isEqualTo(text(expected.get(i)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 20, 60, 150})
    void randomChainsGiveTheSameBits(int nodes) {
        for (int seed = 0; seed < 60; seed++) {
            requireSame(seed * 1000L + nodes, nodes, 1);
        }
    }

    /** More runs than the JVM waits for before it compiles. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6})
    void compiledChainsGiveTheSameBits(int seed) {
        requireSame(seed, 25, 6_000);
    }

    @Test
    void aStateUpdatedInPlaceGivesTheSameBits() {
        TensorType type = TensorType.of(DType.F32, 4, 37);
        Recorder recorder = new Recorder("update");
        Tensor gradient = recorder.input("gradient", type);
        Tensor p = recorder.state("p", type);
        Tensor m = recorder.state("m", type);
        Tensor v = recorder.state("v", type);
        Tensor newM = m.mul(0.9).add(gradient.mul(0.1));
        Tensor newV = v.mul(0.99).add(gradient.mul(gradient).mul(0.01));
        // The cosine has no place in a generated kernel: the update falls into several stages.
        Tensor step = newM.div(newV.sqrt().add(1e-8)).cos();
        recorder.write("m", newM);
        recorder.write("v", newV);
        recorder.write("p", p.mul(0.999).sub(step.mul(p.add(m))));
        Function function = recorder.finish(Map.of("step", step));
        Map<String, TensorType> entries = new LinkedHashMap<>();
        List.of("p", "m", "v").forEach(name -> entries.put(name, type));
        List<List<String>> seen = new ArrayList<>();
        for (Generation generation : new Generation[] {Generation.NEVER, Generation.AT_ONCE}) {
            try (Backend backend = backend(2, generation);
                    DeviceState state = backend.allocate(new StateSpec(entries));
                    Executable update = backend.compile(function, CompileOptions.defaults())) {
                Random random = new Random(1);
                List<String> all = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    NdArray values = NdArray.zeros(type);
                    for (long k = 0; k < type.elements(); k++) {
                        values.set(k, random.nextGaussian());
                    }
                    all.addAll(text(update.run(state, List.of(values)).getFirst()));
                }
                entries.keySet().forEach(name -> all.addAll(text(state.read(name))));
                seen.add(all);
            }
        }
        assertThat(seen.getLast()).isEqualTo(seen.getFirst());
    }

    @Test
    void largeProgramsWithRowsGiveTheSameBitsOnAnyNumberOfThreads() {
        TensorType type = TensorType.of(DType.F32, 301, 100);
        Recorder recorder = new Recorder("rows");
        Tensor x = recorder.input("x", type);
        Tensor row = recorder.input("row", TensorType.of(DType.F32, 100));
        Tensor column = recorder.input("column", TensorType.of(DType.F32, 301, 1));
        Tensor y = x.add(row).mul(column).tanh().mul(0.5).max(x);
        Function function = recorder.finish(Map.of("y", y, "positive", y.gt(x.mul(0.1))));
        List<NdArray> inputs = new ArrayList<>();
        Random random = new Random(2);
        function.inputs()
                .forEach(
                        input -> {
                            NdArray values = NdArray.zeros(input.value().type());
                            for (long k = 0; k < values.type().elements(); k++) {
                                values.set(k, random.nextGaussian());
                            }
                            inputs.add(values);
                        });
        List<NdArray> expected = results(Generation.NEVER, function, inputs, 1);
        for (int threads = 1; threads <= 3; threads++) {
            try (Backend backend = backend(threads, Generation.AT_ONCE);
                    DeviceState state = none(backend);
                    Executable executable = backend.compile(function, CompileOptions.defaults())) {
                List<NdArray> given = executable.run(state, inputs);
                for (int i = 0; i < given.size(); i++) {
                    assertThat(given.get(i).bitEquals(expected.get(i))).isTrue();
                }
            }
        }
    }
}
