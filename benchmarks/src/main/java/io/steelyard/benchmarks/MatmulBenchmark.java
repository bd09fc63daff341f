package io.steelyard.benchmarks;

import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.SimdMeasurement;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.lang.foreign.Arena;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Matrix products of a small GPT's training step and decoding. The counter {@code gigaFlop} is
 * GFLOP/s; compare it with that of {@link #fusedMultiplyAddPeak} in the same run times the threads.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"
        })
public class MatmulBenchmark {
    private static final int PEAK_COUNT = 20_000;

    /** Operands of one product. */
    @State(Scope.Benchmark)
    public static class Operands {
        /** Sizes {@code m x n x k}, then N or T for A and for B as they are stored. */
        @Param({
            "768x384x128NN", "768x128x384NT", "128x384x768TN", "768x512x128NN", "768x128x512NT",
            "128x512x768TN", "768x128x512NN", "768x512x128NT", "512x128x768TN", "768x65x128NN",
            "768x128x65NT", "128x65x768TN", "2048x1536x384NN", "2048x384x1536NT", "384x1536x2048TN",
            "1024x1024x1024NN", "1x384x128NN", "1x4096x4096NN", "1x4096x4096NT"
        })
        public String product = "";

        /** Threads of the pool. */
        @Param({"1", "2"})
        public int threads;

        private final Arena arena = Arena.ofShared();
        private MatmulShape shape = MatmulShape.dense(0, 0, 0, false, false);
        private WorkerPool pool = new WorkerPool(1);
        private long a;
        private long b;
        private long c;
        private double gigaFlop;

        /** Fills the operands with normally distributed numbers. */
        @Setup
        public void allocate() {
            CompilerDirectives.install();
            String[] sizes = product.substring(0, product.length() - 2).split("x");
            int m = Integer.parseInt(sizes[0]);
            int n = Integer.parseInt(sizes[1]);
            int k = Integer.parseInt(sizes[2]);
            boolean transposeA = product.charAt(product.length() - 2) == 'T';
            shape = MatmulShape.dense(m, n, k, transposeA, product.endsWith("T"));
            gigaFlop = 2e-9 * m * n * k;
            pool = new WorkerPool(threads);
            a = gaussian((long) m * k);
            b = gaussian((long) n * k);
            c = gaussian((long) m * n);
        }

        private long gaussian(long count) {
            Random random = new Random(count);
            long address = arena.allocate(4 * count, 64).address();
            for (long i = 0; i < count; i++) {
                NativeMemory.setFloat(address + 4 * i, (float) random.nextGaussian());
            }
            return address;
        }

        /** Ends the threads. */
        @TearDown
        public void close() {
            pool.close();
            arena.close();
        }
    }

    /** Counts the work done. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Work {
        /** 10^9 floating-point operations. */
        public double gigaFlop;

        /** Starts an iteration. */
        @Setup(Level.Iteration)
        public void clear() {
            gigaFlop = 0;
        }
    }

    /** One product. */
    @Benchmark
    public void multiply(Operands operands, Work work) {
        Matmul.multiply(operands.pool, operands.shape, operands.a, operands.b, operands.c);
        work.gigaFlop += operands.gigaFlop;
    }

    /** What one thread could do without memory: fused multiply-adds of registers. */
    @Benchmark
    public float fusedMultiplyAddPeak(Work work) {
        work.gigaFlop += 2e-9 * SimdMeasurement.SUMS * SimdMeasurement.LANES * PEAK_COUNT;
        return SimdMeasurement.multiplyAddVectors(PEAK_COUNT);
    }
}
