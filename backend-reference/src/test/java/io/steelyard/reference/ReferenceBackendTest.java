package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import io.steelyard.autodiff.Gradients;
import io.steelyard.composite.Composites;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Axes;
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

final class ReferenceBackendTest {
    private static final int ROWS = 96;
    private static final int WIDTH = 257;
    private static final int CLASSES = 33;
    private static final long RUN_BYTES = 4096;

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

    private static StateSpec stateOf(Function function) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        function.reads().forEach(read -> types.put(read.name(), read.value().type()));
        function.writes().forEach(write -> types.put(write.name(), write.value().type()));
        return new StateSpec(types);
    }

    /** A perceptron's training step: plain gradient descent on two weights and a bias. */
    private static Function trainStep() {
        Recorder recorder = new Recorder("train_step");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, ROWS, WIDTH));
        Tensor labels = recorder.input("labels", TensorType.of(DType.I32, ROWS));
        Tensor first = recorder.state("first", TensorType.of(DType.F32, WIDTH, WIDTH));
        Tensor bias = recorder.state("bias", TensorType.of(DType.F32, WIDTH));
        Tensor second = recorder.state("second", TensorType.of(DType.F32, WIDTH, CLASSES));
        Tensor hidden = x.matmul(first).add(bias).tanh();
        Tensor loss = Composites.softmaxCrossEntropy(hidden.matmul(second), labels).mean();
        List<Tensor> weights = List.of(first, bias, second);
        List<Tensor> gradients = Gradients.of(loss, weights);
        recorder.write("first", first.sub(gradients.get(0).mul(0.5)));
        recorder.write("bias", bias.sub(gradients.get(1).mul(0.5)));
        recorder.write("second", second.sub(gradients.get(2).mul(0.5)));
        return recorder.finish(Map.of("loss", loss));
    }

    private static List<NdArray> batch() {
        NdArray labels = NdArray.zeros(TensorType.of(DType.I32, ROWS));
        for (int i = 0; i < ROWS; i++) {
            labels.set(i, i * 7 % CLASSES);
        }
        return List.of(random(1, ROWS, WIDTH), labels);
    }

    private static void fill(DeviceState state) {
        long seed = 10;
        for (Map.Entry<String, TensorType> entry : state.spec().entries().entrySet()) {
            state.write(entry.getKey(), random(seed++, entry.getValue().shape().toArray()));
        }
    }

    private static List<NdArray> train(int threads, int steps) {
        Function function = trainStep();
        try (Backend backend = backend(threads);
                DeviceState state = backend.allocate(stateOf(function));
                Executable step = backend.compile(function, CompileOptions.defaults())) {
            fill(state);
            List<NdArray> seen = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                seen.addAll(step.run(state, batch()));
            }
            state.spec().entries().keySet().forEach(name -> seen.add(state.read(name)));
            return seen;
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        List<NdArray> one = train(1, 5);
        assertThat(one.get(4).item()).isLessThan(one.getFirst().item());
        for (int threads : new int[] {2, 3}) {
            List<NdArray> many = train(threads, 5);
            for (int i = 0; i < one.size(); i++) {
                assertThat(many.get(i).bitEquals(one.get(i))).isTrue();
            }
        }
    }

    @Tag("allocation")
    @Test
    void aRunAllocatesItsOutputsAndLittleElse() {
        Function function = trainStep();
        try (Backend backend = backend(1);
                DeviceState state = backend.allocate(stateOf(function));
                Executable step = backend.compile(function, CompileOptions.defaults())) {
            fill(state);
            List<NdArray> batch = batch();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long self = Thread.currentThread().threadId();
            long least = Long.MAX_VALUE;
            // Kernels that are not compiled yet allocate vectors.
            for (int i = 0; i < 5000 && least >= RUN_BYTES; i++) {
                long before = threads.getThreadAllocatedBytes(self);
                step.run(state, batch);
                least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
            }
            // One scalar, its array, segments and lists; the values of a step take 500 KB.
            assertThat(least).isLessThan(RUN_BYTES);
        }
    }

    @Test
    void entriesThatTradePlacesChangeTogether() {
        TensorType type = TensorType.of(DType.F32, 1000);
        Recorder recorder = new Recorder("swap");
        Tensor a = recorder.state("a", type);
        Tensor b = recorder.state("b", type);
        Tensor c = recorder.state("c", type);
        recorder.write("a", b);
        recorder.write("b", c);
        recorder.write("c", a.add(b));
        Function function = recorder.finish(Map.of("before", a));
        try (Backend backend = backend(2);
                DeviceState state = backend.allocate(stateOf(function));
                Executable swap = backend.compile(function, CompileOptions.defaults())) {
            fill(state);
            NdArray a0 = state.read("a");
            NdArray b0 = state.read("b");
            NdArray c0 = state.read("c");
            assertThat(swap.run(state, List.of()).getFirst().bitEquals(a0)).isTrue();
            assertThat(state.read("a").bitEquals(b0)).isTrue();
            assertThat(state.read("b").bitEquals(c0)).isTrue();
            for (int i = 0; i < 1000; i++) {
                assertThat((float) state.read("c").get(i))
                        .isEqualTo((float) a0.get(i) + (float) b0.get(i));
            }
        }
    }

    @Test
    void anUpdateOfACacheTakesNoMemoryOfItsOwn() {
        TensorType cache = TensorType.of(DType.F32, 4, 100_000);
        Recorder recorder = new Recorder("append");
        Tensor content = recorder.state("cache", cache);
        Tensor row = recorder.input("row", TensorType.of(DType.F32, 1, 100_000));
        Tensor starts = recorder.input("starts", TensorType.of(DType.I32, 2));
        Tensor updated = content.dynamicUpdateSlice(row, starts);
        recorder.write("cache", updated);
        Function function = recorder.finish(Map.of("sum", updated.sum()));
        try (Backend backend = backend(1);
                DeviceState state = backend.allocate(stateOf(function));
                Executable append = backend.compile(function, CompileOptions.defaults())) {
            NdArray ones = NdArray.zeros(TensorType.of(DType.F32, 1, 100_000));
            for (int i = 0; i < 100_000; i++) {
                ones.set(i, 1);
            }
            double sum =
                    append.run(state, List.of(ones, NdArray.of(new int[] {2, 0}, 2)))
                            .getFirst()
                            .item();
            assertThat(sum).isEqualTo(100_000);
            assertThat(state.read("cache").get(200_000)).isEqualTo(1);
            assertThat(state.read("cache").get(199_999)).isZero();
            // The row that is given, and scalars: not the cache.
            assertThat(append.report().peakBytes()).isLessThan(500_000);
        }
    }

    @Test
    void twoFunctionsShareOneState() {
        Function training = trainStep();
        Recorder recorder = new Recorder("hidden");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, ROWS, WIDTH));
        Tensor first = recorder.state("first", TensorType.of(DType.F32, WIDTH, WIDTH));
        Function hidden = recorder.finish(Map.of("hidden", x.matmul(first)));
        try (Backend backend = backend(2);
                DeviceState state = backend.allocate(stateOf(training));
                Executable step = backend.compile(training, CompileOptions.defaults());
                Executable forward = backend.compile(hidden, CompileOptions.defaults())) {
            fill(state);
            List<NdArray> input = List.of(batch().getFirst());
            NdArray before = forward.run(state, input).getFirst();
            step.run(state, batch());
            NdArray after = forward.run(state, input).getFirst();
            assertThat(after.bitEquals(before)).isFalse();
            NdArray weight = state.read("first");
            for (int column : new int[] {0, 100, WIDTH - 1}) {
                double expected = 0;
                for (int k = 0; k < WIDTH; k++) {
                    expected += input.getFirst().get(k) * weight.get((long) k * WIDTH + column);
                }
                // 257 products of about 0.01: float sums are within 257 eps * 0.01.
                assertThat(Math.abs(after.get(column) - expected)).isLessThan(1e-6);
            }
        }
    }

    @Test
    void manyThreadsRunOneFunctionAtOnce() throws Exception {
        Recorder recorder = new Recorder("forward");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, ROWS, WIDTH));
        Tensor weight = recorder.state("first", TensorType.of(DType.F32, WIDTH, WIDTH));
        Function function = recorder.finish(Map.of("y", x.matmul(weight).tanh().sum(1)));
        try (Backend backend = backend(2);
                DeviceState state = backend.allocate(stateOf(function));
                Executable forward = backend.compile(function, CompileOptions.defaults());
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            fill(state);
            List<List<NdArray>> inputs = new ArrayList<>();
            List<NdArray> expected = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                inputs.add(List.of(random(i, ROWS, WIDTH)));
                expected.add(forward.run(state, inputs.get(i)).getFirst());
            }
            List<Future<Boolean>> same = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int one = i % 8;
                same.add(
                        callers.submit(
                                () ->
                                        forward.run(state, inputs.get(one))
                                                .getFirst()
                                                .bitEquals(expected.get(one))));
            }
            for (Future<Boolean> each : same) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    @Test
    void elementwiseChainsBecomeOneKernel() {
        Recorder recorder = new Recorder("chain");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 100, 50));
        Tensor row = recorder.input("row", TensorType.of(DType.F32, 50));
        Tensor y = x.add(row).tanh().mul(x).reshape(5000).exp();
        Function function = recorder.finish(Map.of("y", y));
        try (Backend backend = backend(1);
                Executable chain = backend.compile(function, CompileOptions.defaults())) {
            assertThat(chain.report().kernels()).isEqualTo(1);
            assertThat(chain.report().fusedOperations()).isEqualTo(4);
        }
    }

    @Test
    void gradientsOfSlicesAreWrittenSideBySide() {
        Recorder recorder = new Recorder("split");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 5, 12));
        List<Tensor> parts = x.split(1, 3);
        Tensor loss =
                parts.get(0).mul(2).sum().add(parts.get(1).square().sum()).add(parts.get(2).sum());
        Tensor gradient = Gradients.of(loss, List.of(x)).getFirst();
        Function function = recorder.finish(Map.of("gradient", gradient));
        NdArray given = random(3, 5, 12);
        try (Backend backend = backend(1);
                DeviceState state = backend.allocate(stateOf(function));
                Executable split = backend.compile(function, CompileOptions.defaults())) {
            NdArray seen = split.run(state, List.of(given)).getFirst();
            for (int i = 0; i < 60; i++) {
                int part = i % 12 / 4;
                float expected = part == 0 ? 2 : part == 1 ? 2 * (float) given.get(i) : 1;
                assertThat((float) seen.get(i)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aProductAddsItsBias() {
        Recorder recorder = new Recorder("product");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 7, 5));
        Tensor weight = recorder.input("weight", TensorType.of(DType.F32, 5, 3));
        Tensor bias = recorder.input("bias", TensorType.of(DType.F32, 3));
        Function forward = recorder.finish(Map.of("y", x.matmul(weight).add(bias)));
        List<NdArray> inputs = List.of(random(1, 7, 5), random(2, 5, 3), random(3, 3));
        try (Backend backend = backend(1);
                DeviceState state = backend.allocate(stateOf(forward));
                Executable product = backend.compile(forward, CompileOptions.defaults())) {
            assertThat(product.report().kernels()).isEqualTo(1);
            NdArray y = product.run(state, inputs).getFirst();
            for (int i = 0; i < 21; i++) {
                double expected = inputs.get(2).get(i % 3);
                for (int k = 0; k < 5; k++) {
                    expected += inputs.get(0).get(i / 3 * 5 + k) * inputs.get(1).get(k * 3 + i % 3);
                }
                assertThat(Math.abs(y.get(i) - expected)).isLessThan(1e-6);
            }
        }
    }

    /** Of time by batch and batch by time one has to be moved; the sum is the same for both. */
    @Test
    void aProductMovesTheSmallerOfTwoThatLieOtherwise() {
        for (boolean leftIsLarge : new boolean[] {true, false}) {
            Recorder recorder = new Recorder("product");
            Tensor large = recorder.input("large", TensorType.of(DType.F32, 6, 5, 300));
            Tensor small = recorder.input("small", TensorType.of(DType.F32, 5, 6, 2));
            Tensor turned = large.transpose(1, 0, 2);
            Axes steps = Axes.of(0, 1);
            Tensor left = leftIsLarge ? turned : small;
            Tensor right = leftIsLarge ? small : turned;
            Tensor product = left.dot(right, Axes.none(), Axes.none(), steps, steps);
            Function function = recorder.finish(Map.of("product", product));
            try (Backend backend = backend(1);
                    Executable executable = backend.compile(function, CompileOptions.defaults())) {
                // What is given and the product are 38,640 bytes, the small one 240.
                assertThat(executable.report().peakBytes()).isLessThan(39_600);
            }
        }
    }

    @Test
    void whatCannotRunIsRefusedWithASentence() {
        ReferenceBackendFactory factory = new ReferenceBackendFactory();
        assertThatThrownBy(() -> factory.create(Map.of("thread", "2")))
                .isInstanceOf(SteelyardException.class)
                .hasMessage("The reference backend has no option [thread]; it knows threads.");
        assertThatThrownBy(() -> factory.create(Map.of("threads", "none")))
                .hasMessage(
                        "Option threads of the reference backend was 'none'; accepted are whole"
                                + " numbers from 1 to 1024.");
    }

    @Test
    void sizesThatCannotBeCountedAreRefusedWithASentence() {
        Recorder recorder = new Recorder("huge");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 1L << 30, 1L << 20));
        Function function = recorder.finish(Map.of("y", x.add(x.mul(x).exp())));
        try (Backend backend = backend(1)) {
            assertThatThrownBy(() -> backend.compile(function, CompileOptions.defaults()))
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            problem ->
                                    assertThat(problem.code())
                                            .isEqualTo(ErrorCode.BACKEND_UNSUPPORTED))
                    .hasMessage(
                            "A function has sizes that the reference backend cannot count; its"
                                    + " largest tensor is f32[1073741824,1048576]. Take smaller"
                                    + " sizes.");
        }
    }

    @Test
    void aStateThatDoesNotFitIsRefusedWithASentence() {
        Function function = trainStep();
        Map<String, TensorType> types = new LinkedHashMap<>(stateOf(function).entries());
        types.remove("bias");
        try (Backend backend = backend(1);
                DeviceState state = backend.allocate(new StateSpec(types));
                Executable step = backend.compile(function, CompileOptions.defaults())) {
            assertThatThrownBy(() -> step.run(state, batch()))
                    .hasMessage(
                            "Function 'train_step' uses state entry 'bias' as f32[257]; the given"
                                + " state has no such entry. Allocate the state with the entries of"
                                + " the function.");
        }
    }

    @Test
    void saysThatItsKernelsAreCompiledAndNothingIsToBeChanged() {
        try (Backend backend = new ReferenceBackendFactory().create(Map.of())) {
            assertThat(backend.diagnostics().get("simd")).contains(" GFLOP/s on one thread.");
            assertThat(backend.diagnostics()).doesNotContainKey(Backend.ADVICE);
        }
    }
}
