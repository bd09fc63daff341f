package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steelyard.composite.Composites;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.reference.internal.chain.KernelGenerator;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A function gives the same bits before and after its chains become kernels of their own. */
final class GeneratedChainsTest {
    private static final int ROWS = 641;

    /** No whole number of vectors. */
    private static final int COLUMNS = 103;

    /** Elements that a chain must have computed before it is worth a kernel, and some more. */
    private static final long ENOUGH = 5_000_000;

    /** The last one begins where a slot of truth values becomes one of numbers. */
    private static final int CHAINS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** With what repeats by rows, by columns and everywhere, truth values in between, and sums. */
    private static Function function() {
        Recorder recorder = new Recorder("chains");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, ROWS, COLUMNS));
        Tensor row = recorder.input("row", TensorType.of(DType.F32, COLUMNS));
        Tensor column = recorder.input("column", TensorType.of(DType.F32, ROWS, 1));
        Tensor sum = x.mul(column).add(row).mul(0.75);
        Tensor active = Composites.gelu(sum).mul(x);
        Tensor chosen = sum.gt(row.mul(0.1)).select(active, x.neg());
        // What is reduced is an output, and a register that no other operation reads.
        Tensor distance = chosen.sub(active).abs().sub(x).abs();
        return recorder.finish(
                Map.of(
                        "active",
                        active,
                        "chosen",
                        chosen,
                        "columns",
                        chosen.sum(0),
                        "distance",
                        distance.sum(0)));
    }

    private static NdArray gaussian(long seed, long... shape) {
        NdArray values = NdArray.zeros(TensorType.of(DType.F32, shape));
        Random random = new Random(seed);
        for (long i = 0; i < values.type().elements(); i++) {
            values.set(i, random.nextGaussian());
        }
        return values;
    }

    @Test
    void theBitsStayTheSame() throws InterruptedException {
        List<NdArray> inputs =
                List.of(gaussian(1, ROWS, COLUMNS), gaussian(2, COLUMNS), gaussian(3, ROWS, 1));
        long before = KernelGenerator.provided();
        List<NdArray> first = results(1, inputs, 1);
        requireSame(results(1, inputs, ENOUGH), first);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (KernelGenerator.provided() < before + CHAINS && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        for (int threads = 1; threads <= 3; threads++) {
            requireSame(results(threads, inputs, 1), first);
        }
        assumeTrue(
                KernelGenerator.provided() >= before + CHAINS,
                "the JVM has compiled fewer than three generated kernels in " + PATIENCE);
    }

    /** The last results of as many runs as compute so many elements. */
    private static List<NdArray> results(int threads, List<NdArray> inputs, long elements) {
        Map<String, String> options = Map.of("threads", Integer.toString(threads));
        try (Backend backend = new ReferenceBackendFactory().create(options);
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable chains = backend.compile(function(), CompileOptions.defaults())) {
            List<NdArray> results = chains.run(state, inputs);
            for (long done = ROWS * COLUMNS; done < elements; done += ROWS * COLUMNS) {
                results = chains.run(state, inputs);
            }
            return results;
        }
    }

    private static void requireSame(List<NdArray> given, List<NdArray> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(given.get(i).bitEquals(expected.get(i))).as("output %d", i).isTrue();
        }
    }
}
