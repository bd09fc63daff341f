package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.steelyard.autodiff.Gradients;
import io.steelyard.program.Function;
import io.steelyard.program.Loop;
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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Loops and calls: what they compute is tested by the conformance kit, what they cost here. */
final class LoopsTest {
    private static final int STEPS = 40;
    private static final int BATCH = 48;
    private static final int WIDTH = 130;

    private static Backend backend(int threads) {
        return new ReferenceBackendFactory().create(Map.of("threads", Integer.toString(threads)));
    }

    private static NdArray random(long seed, long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        Random random = new Random(seed);
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, random.nextGaussian() * 0.1);
        }
        return array;
    }

    private static TensorType floats(long... sizes) {
        return TensorType.of(DType.F32, sizes);
    }

    /** A recurrent layer, its last output and its gradients. */
    private static Function recurrent() {
        Recorder recorder = new Recorder("recurrent");
        Tensor first = recorder.input("first", floats(BATCH, WIDTH));
        Tensor sequence = recorder.input("sequence", floats(STEPS, BATCH, WIDTH));
        Tensor weight = recorder.input("weight", floats(WIDTH, WIDTH));
        Loop.Result result =
                Loop.scan(
                        List.of(first),
                        List.of(sequence),
                        (carries, elements) -> {
                            Tensor sum = carries.getFirst().matmul(weight).add(elements.getFirst());
                            return new Loop.Step(List.of(sum.tanh()), List.of(sum));
                        });
        Tensor loss = result.carries().getFirst().sum().add(result.outputs().getFirst().mean());
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("loss", loss);
        for (Tensor gradient : Gradients.of(loss, List.of(first, sequence, weight))) {
            outputs.put("gradient" + outputs.size(), gradient);
        }
        return recorder.finish(outputs);
    }

    private static List<NdArray> inputs(long seed) {
        return List.of(
                random(seed, BATCH, WIDTH),
                random(seed + 1, STEPS, BATCH, WIDTH),
                random(seed + 2, WIDTH, WIDTH));
    }

    private static DeviceState none(Backend backend) {
        return backend.allocate(new StateSpec(Map.of()));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        List<List<NdArray>> results = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads++) {
            try (Backend backend = backend(threads);
                    DeviceState state = none(backend);
                    Executable executable =
                            backend.compile(recurrent(), CompileOptions.defaults())) {
                results.add(executable.run(state, inputs(1)));
            }
        }
        for (List<NdArray> result : results) {
            for (int i = 0; i < result.size(); i++) {
                assertThat(result.get(i).bitEquals(results.getFirst().get(i))).isTrue();
            }
        }
    }

    @Test
    void manyThreadsRunOneLoopAtOnce() throws Exception {
        try (Backend backend = backend(2);
                DeviceState state = none(backend);
                Executable executable = backend.compile(recurrent(), CompileOptions.defaults());
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<List<NdArray>> expected = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                expected.add(executable.run(state, inputs(10 * i)));
            }
            List<Future<List<NdArray>>> given = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                List<NdArray> inputs = inputs(10 * (i % 4));
                given.add(callers.submit(() -> executable.run(state, inputs)));
            }
            for (int i = 0; i < given.size(); i++) {
                List<NdArray> outputs = given.get(i).get();
                for (int output = 0; output < outputs.size(); output++) {
                    assertThat(outputs.get(output).bitEquals(expected.get(i % 4).get(output)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aStepIsNoKernelMoreThanWhatItComputes() {
        Recorder recorder = new Recorder("steps");
        Tensor first = recorder.input("first", floats(BATCH, WIDTH));
        Tensor sequence = recorder.input("sequence", floats(STEPS, BATCH, WIDTH));
        Tensor weight = recorder.input("weight", floats(WIDTH, WIDTH));
        Loop.Result result =
                Loop.scan(
                        List.of(first),
                        List.of(sequence),
                        (carries, elements) -> {
                            Tensor next =
                                    carries.getFirst()
                                            .matmul(weight)
                                            .add(elements.getFirst())
                                            .tanh();
                            return new Loop.Step(List.of(next), List.of(next.square()));
                        });
        Function function =
                recorder.finish(
                        Map.of(
                                "last", result.carries().getFirst(),
                                "squares", result.outputs().getFirst()));
        try (Backend backend = backend(1);
                Executable loop = backend.compile(function, CompileOptions.defaults())) {
            // A product and a chain of elementwise operations each; the first carry is put in its
            // place, and the weight is packed. Elements are read, and results written, where they
            // are.
            assertThat(loop.report().kernels()).isEqualTo(2 + 2 * STEPS);
            assertThat(loop.report().fusedOperations()).isEqualTo(3);
            // One more buffer of a batch than what goes in and comes out, and the packed weight, in
            // columns of whole vectors.
            long packed = 4L * WIDTH * ((WIDTH + 15) / 16 * 16);
            long given = 4L * (2L * STEPS * BATCH * WIDTH + BATCH * WIDTH + WIDTH * WIDTH);
            assertThat(loop.report().peakBytes() - given)
                    .isLessThanOrEqualTo(packed + 4L * BATCH * WIDTH + 1024);
        }
    }

    /** Of a loop in a loop too, and of parts and transposes of what stays the same. */
    @Test
    void aPackedOperandGivesTheBitsOfOneThatIsNot() {
        Recorder recorder = new Recorder("packed");
        Tensor first = recorder.input("first", floats(BATCH, WIDTH));
        Tensor sequence = recorder.input("sequence", floats(3, BATCH, WIDTH));
        Tensor weights = recorder.input("weights", floats(2 * WIDTH, WIDTH));
        Loop.Body inner =
                (carries, elements) -> {
                    Tensor next = twoProducts(carries.getFirst(), weights).add(elements.getFirst());
                    return new Loop.Step(List.of(next), List.of());
                };
        Loop.Body outer =
                (carries, _) ->
                        new Loop.Step(
                                Loop.scan(carries, List.of(sequence), inner).carries(), List.of());
        Tensor looped = Loop.scan(List.of(first), List.of(sequence), outer).carries().getFirst();
        Tensor written = first;
        for (int i = 0; i < 9; i++) {
            Tensor element = sequence.slice(0, i % 3, i % 3 + 1).squeeze(0);
            written = twoProducts(written, weights).add(element);
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("looped", looped);
        outputs.put("written", written);
        Function function = recorder.finish(outputs);
        List<NdArray> inputs =
                List.of(
                        random(1, BATCH, WIDTH),
                        random(2, 3, BATCH, WIDTH),
                        random(3, 2 * WIDTH, WIDTH));
        try (Backend backend = backend(2);
                DeviceState state = none(backend);
                Executable executable = backend.compile(function, CompileOptions.defaults())) {
            List<NdArray> results = executable.run(state, inputs);
            assertThat(results.getFirst().bitEquals(results.get(1))).isTrue();
        }
    }

    private static Tensor twoProducts(Tensor x, Tensor weights) {
        Tensor lower = weights.slice(0, WIDTH, 2 * WIDTH);
        Tensor upper = weights.slice(0, 0, WIDTH).transpose(1, 0);
        return x.matmul(lower).tanh().matmul(upper);
    }

    @Test
    void aLargeCarryIsUpdatedInPlace() {
        int rows = 100;
        int width = 10_000;
        Recorder recorder = new Recorder("append");
        Tensor cache = recorder.state("cache", floats(rows, width));
        Tensor row = recorder.input("row", floats(1, width));
        Tensor zero = recorder.constant(DType.I32, 0);
        Loop.Result result =
                Loop.repeat(
                        rows,
                        List.of(cache, zero),
                        (carries, elements) -> {
                            Tensor at = carries.get(1);
                            Tensor starts = at.reshape(1).concat(0, at.mul(0).reshape(1));
                            Tensor scaled = row.mul(at.convert(DType.F32));
                            return new Loop.Step(
                                    List.of(
                                            carries.getFirst().dynamicUpdateSlice(scaled, starts),
                                            at.add(1)),
                                    List.of());
                        });
        recorder.write("cache", result.carries().getFirst());
        Function function = recorder.finish(Map.of("count", result.carries().get(1)));
        try (Backend backend = backend(1);
                DeviceState state =
                        backend.allocate(new StateSpec(Map.of("cache", floats(rows, width))));
                Executable append = backend.compile(function, CompileOptions.defaults())) {
            NdArray ones = random(1, 1, width);
            assertThat(append.run(state, List.of(ones)).getFirst().item()).isEqualTo(rows);
            NdArray seen = state.read("cache");
            for (int i = 0; i < rows; i++) {
                assertThat((float) seen.get((long) i * width + 7))
                        .isEqualTo(i * (float) ones.get(7));
            }
            // Two rows and scalars, not the cache of 4 MB.
            assertThat(append.report().peakBytes()).isLessThan(200_000);
        }
    }

    @Tag("allocation")
    @Test
    void aRunAllocatesItsOutputsAndLittleElse() {
        Function function = recurrent();
        try (Backend backend = backend(1);
                DeviceState state = none(backend);
                Executable executable = backend.compile(function, CompileOptions.defaults())) {
            List<NdArray> inputs = inputs(1);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long self = Thread.currentThread().threadId();
            long outputs = function.outputTypes().stream().mapToLong(TensorType::bytes).sum();
            long least = Long.MAX_VALUE;
            // Kernels that are not compiled yet allocate vectors.
            for (int i = 0; i < 2000 && least >= outputs + 4096; i++) {
                long before = threads.getThreadAllocatedBytes(self);
                executable.run(state, inputs);
                least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
            }
            // Arrays, segments and a list, and a frame for each of the two loops.
            assertThat(least).isLessThan(outputs + 4096);
        }
    }

    /** A training step of a deep chain, each part of it recomputed or not. */
    private static Function chain(boolean recompute) {
        Recorder recorder = new Recorder("chain");
        Tensor x = recorder.input("x", floats(BATCH, WIDTH));
        List<Tensor> weights = new ArrayList<>();
        Tensor h = x;
        for (int layer = 0; layer < 16; layer++) {
            Tensor weight = recorder.state("weight" + layer, floats(WIDTH, WIDTH));
            weights.add(weight);
            Loop.Part part =
                    operands -> {
                        Tensor value = operands.getFirst();
                        for (int i = 0; i < 4; i++) {
                            value = value.matmul(weight).tanh();
                        }
                        return List.of(value);
                    };
            h =
                    (recompute ? Loop.recompute(List.of(h), part) : Loop.call(List.of(h), part))
                            .getFirst();
        }
        Tensor loss = h.square().mean();
        List<Tensor> gradients = Gradients.of(loss, weights);
        for (int layer = 0; layer < weights.size(); layer++) {
            recorder.write("weight" + layer, weights.get(layer).sub(gradients.get(layer).mul(0.1)));
        }
        return recorder.finish(Map.of("loss", loss));
    }

    @Test
    void recomputedCallsTakeLessMemoryAndGiveTheSameNumbers() {
        List<Double> losses = new ArrayList<>();
        List<Long> peaks = new ArrayList<>();
        for (boolean recompute : new boolean[] {false, true}) {
            Function function = chain(recompute);
            Map<String, TensorType> types = new LinkedHashMap<>();
            function.reads().forEach(read -> types.put(read.name(), read.value().type()));
            try (Backend backend = backend(2);
                    DeviceState state = backend.allocate(new StateSpec(types));
                    Executable step = backend.compile(function, CompileOptions.defaults())) {
                types.keySet()
                        .forEach(name -> state.write(name, random(name.hashCode(), WIDTH, WIDTH)));
                peaks.add(step.report().peakBytes());
                step.run(state, List.of(random(1, BATCH, WIDTH)));
                losses.add(step.run(state, List.of(random(1, BATCH, WIDTH))).getFirst().item());
            }
        }
        // 64 activations are kept without; with, one for each of 16 calls, and those of one call.
        assertThat(peaks.get(1)).isLessThan(peaks.get(0) / 2);
        assertThat(losses.get(1)).isEqualTo(losses.get(0));
    }
}
