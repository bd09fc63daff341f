package io.steelyard.cli;

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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** How fast a backend multiplies matrices, and what a loop without SIMD reaches beside it. */
final class SpeedProbe {
    private static final int SIZE = 384;
    private static final long NANOS = Duration.ofMillis(1_200).toNanos();

    private SpeedProbe() {}

    /** Of {@code [384, 384] x [384, 384]}, in 10^9 floating point operations a second. */
    static double matrixProduct(Backend backend) {
        Recorder recorder = new Recorder("speed_probe");
        TensorType type = TensorType.of(DType.F32, SIZE, SIZE);
        Tensor product = recorder.input("a", type).matmul(recorder.input("b", type));
        NdArray a = NdArray.of(numbers(SIZE * SIZE), SIZE, SIZE);
        NdArray b = NdArray.of(numbers(SIZE * SIZE), SIZE, SIZE);
        try (Executable executable =
                        backend.compile(
                                recorder.finish(Map.of("product", product)),
                                CompileOptions.defaults());
                DeviceState state = backend.allocate(new StateSpec(Map.of()))) {
            return fastest(
                    2.0 * SIZE * SIZE * SIZE,
                    () -> executable.run(state, List.of(a, b)).getFirst().get(0));
        }
    }

    /** Of a sum of products in the order of the indices, which a compiler may not take apart. */
    static double scalarLoop() {
        float[] a = numbers(SIZE * SIZE);
        float[] b = numbers(SIZE * SIZE);
        return fastest(2.0 * a.length, () -> dot(a, b));
    }

    private static double dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double fastest(double operations, DoubleSupplier work) {
        long start = System.nanoTime();
        long best = Long.MAX_VALUE;
        double checksum = 0;
        for (long now = start; now - start < NANOS; ) {
            checksum += work.getAsDouble();
            long end = System.nanoTime();
            best = Math.min(best, end - now);
            now = end;
        }
        // A result that is used cannot be optimized away.
        return Double.isNaN(checksum) ? 0 : operations / best;
    }

    private static float[] numbers(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }
}
