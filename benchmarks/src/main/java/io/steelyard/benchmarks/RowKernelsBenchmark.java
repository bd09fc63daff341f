package io.steelyard.benchmarks;

import io.steelyard.reference.internal.kernel.AdamKernels;
import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.kernel.GeluKernels;
import io.steelyard.reference.internal.kernel.LayerNormKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.SoftmaxKernels;
import io.steelyard.reference.internal.kernel.UnaryKernels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.lang.foreign.Arena;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Elements a nanosecond (so Gelem/s) of elementwise and row kernels, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"
        })
public class RowKernelsBenchmark {
    private static final int COLUMNS = 384;
    private static final int ROWS = 2048;
    private static final int SIZE = ROWS * COLUMNS;

    private final Arena arena = Arena.ofShared();
    private final long[] buffers = new long[5];

    @Setup
    public void allocate() {
        CompilerDirectives.install();
        Random random = new Random(1);
        for (int buffer = 0; buffer < buffers.length; buffer++) {
            buffers[buffer] = arena.allocate(4L * SIZE, 64).address();
            for (long i = 0; i < SIZE; i++) {
                NativeMemory.setFloat(buffers[buffer] + 4 * i, (float) random.nextGaussian());
            }
        }
    }

    @TearDown
    public void free() {
        arena.close();
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void exp() {
        UnaryKernels.exp(buffers[0], buffers[1], SIZE);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void tanh() {
        UnaryKernels.tanh(buffers[0], buffers[1], SIZE);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void gelu() {
        GeluKernels.geluTanh(buffers[0], buffers[1], SIZE);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void geluBackward() {
        GeluKernels.geluTanhBackward(buffers[0], buffers[1], buffers[2], SIZE);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void softmax() {
        SoftmaxKernels.softmax(buffers[0], buffers[1], COLUMNS, 0, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void layerNorm() {
        long weight = buffers[2];
        LayerNormKernels.layerNorm(
                buffers[0],
                buffers[3],
                buffers[4],
                buffers[1],
                weight,
                weight,
                1e-5f,
                COLUMNS,
                0,
                ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void layerNormBackward() {
        long mean = buffers[3];
        long rstd = buffers[4];
        LayerNormKernels.layerNormBackward(
                buffers[0], buffers[1], buffers[2], mean, rstd, buffers[2], COLUMNS, 0, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void adamW() {
        long p = buffers[0];
        long m = buffers[2];
        long v = buffers[3];
        AdamKernels.adamW(
                p, m, v, p, buffers[1], m, v, SIZE, 0f, 0.9f, 0.999f, 1e-8f, 0.1f, 1f, 1f, 1f);
    }
}
