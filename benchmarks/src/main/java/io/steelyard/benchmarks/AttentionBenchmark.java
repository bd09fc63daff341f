package io.steelyard.benchmarks;

import io.steelyard.reference.internal.kernel.Attention;
import io.steelyard.reference.internal.kernel.AttentionMask;
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.kernel.DropoutKey;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.SimdMeasurement;
import io.steelyard.reference.internal.kernel.Strides;
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
 * Causal attention of a small GPT's training step, and of decoding. The counter {@code gigaFlop} is
 * GFLOP/s of the visible products alone; compare it with that of {@link #fusedMultiplyAddPeak} in
 * the same run times the threads.
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
public class AttentionBenchmark {
    private static final int PEAK_COUNT = 20_000;

    /** What the operands of all benchmarks have in common. */
    @State(Scope.Benchmark)
    public static class Threads {
        /** Threads of the pool. */
        @Param({"1", "2"})
        public int threads;

        private final Arena arena = Arena.ofShared();
        private WorkerPool pool = new WorkerPool(1);

        /** Starts the threads. */
        @Setup
        public void start() {
            CompilerDirectives.install();
            pool = new WorkerPool(threads);
        }

        private long gaussian(long count, long seed) {
            Random random = new Random(seed);
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

    /** Operands of a training step, slices of one buffer {@code [batch, time, 3 * channels]}. */
    @State(Scope.Benchmark)
    public static class Training {
        /** Sizes {@code batch x heads x time x headDim}. */
        @Param({"8x6x256x64", "12x4x64x32", "2x6x1024x64"})
        public String sizes = "";

        /** Probability that a weight is dropped. */
        @Param({"0", "0.1"})
        public float dropout;

        private AttentionShape shape = new AttentionShape(1, 1, 1, 1, 1, 1, true, 0);
        private Strides strides = Strides.packed(1, 1, 1);
        private final DropoutKey key = new DropoutKey(1, 2, 3, 4);
        private long channelBytes;
        private long operands;
        private long gradients;
        private long out;
        private long outGradient;
        private long logSumExp;
        private double gigaFlop;

        /** Fills the operands with normally distributed numbers. */
        @Setup
        public void allocate(Threads threads) {
            String[] parts = sizes.split("x");
            int batch = Integer.parseInt(parts[0]);
            int heads = Integer.parseInt(parts[1]);
            int time = Integer.parseInt(parts[2]);
            int headDim = Integer.parseInt(parts[3]);
            float scale = (float) (1 / Math.sqrt(headDim));
            shape = new AttentionShape(batch, heads, time, time, headDim, scale, true, dropout);
            strides = Strides.packed(time, heads, headDim);
            channelBytes = 4L * heads * headDim;
            long rows = (long) batch * time;
            operands = threads.gaussian(3 * rows * heads * headDim, 1);
            gradients = threads.gaussian(3 * rows * heads * headDim, 2);
            out = threads.gaussian(rows * heads * headDim, 3);
            outGradient = threads.gaussian(rows * heads * headDim, 4);
            logSumExp = threads.gaussian(rows * heads, 5);
            gigaFlop = 2e-9 * batch * heads * time * (time + 1) * headDim;
            forward(threads.pool);
        }

        private void forward(WorkerPool pool) {
            Attention.forward(
                    pool,
                    shape,
                    0,
                    AttentionMask.NONE,
                    operands,
                    strides,
                    operands + channelBytes,
                    strides,
                    operands + 2 * channelBytes,
                    strides,
                    out,
                    logSumExp,
                    key);
        }

        private void backward(WorkerPool pool) {
            Attention.backward(
                    pool,
                    shape,
                    0,
                    AttentionMask.NONE,
                    outGradient,
                    operands,
                    strides,
                    operands + channelBytes,
                    strides,
                    operands + 2 * channelBytes,
                    strides,
                    out,
                    logSumExp,
                    gradients,
                    strides,
                    gradients + channelBytes,
                    strides,
                    gradients + 2 * channelBytes,
                    strides,
                    key);
        }
    }

    /** Operands of one decoded token for each of a batch of 1024-token contexts. */
    @State(Scope.Benchmark)
    public static class Decoding {
        private static final int HEADS = 12;
        private static final int TIME = 1024;
        private static final int HEAD_DIM = 64;

        /** Contexts. */
        @Param({"1", "8"})
        public int batch;

        private AttentionShape shape = new AttentionShape(1, 1, 1, 1, 1, 1, true, 0);
        private final Strides queryStrides = Strides.contiguous(1, HEADS, HEAD_DIM);
        private final Strides keyStrides = Strides.contiguous(TIME, HEADS, HEAD_DIM);
        private long query;
        private long key;
        private long value;
        private long out;
        private long logSumExp;

        /** Fills the operands with normally distributed numbers. */
        @Setup
        public void allocate(Threads threads) {
            shape = new AttentionShape(batch, HEADS, 1, TIME, HEAD_DIM, 0.125f, true, 0);
            long channels = (long) batch * HEADS * HEAD_DIM;
            query = threads.gaussian(channels, 1);
            key = threads.gaussian(channels * TIME, 2);
            value = threads.gaussian(channels * TIME, 3);
            out = threads.gaussian(channels, 4);
            logSumExp = threads.gaussian((long) batch * HEADS, 5);
        }
    }

    /** Counts the work done. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Work {
        /** 10^9 floating-point operations. */
        public double gigaFlop;

        /** 10^9 bytes of keys and values. */
        public double gigaByte;

        /** Starts an iteration. */
        @Setup(Level.Iteration)
        public void clear() {
            gigaFlop = 0;
            gigaByte = 0;
        }
    }

    /** The forward pass of a training step. */
    @Benchmark
    public void forward(Threads threads, Training training, Work work) {
        training.forward(threads.pool);
        work.gigaFlop += training.gigaFlop;
    }

    /** The backward pass of a training step. */
    @Benchmark
    public void backward(Threads threads, Training training, Work work) {
        training.backward(threads.pool);
        work.gigaFlop += 2.5 * training.gigaFlop;
    }

    /** One token. */
    @Benchmark
    public void decode(Threads threads, Decoding decoding, Work work) {
        Attention.forward(
                threads.pool,
                decoding.shape,
                Decoding.TIME - 1,
                AttentionMask.NONE,
                decoding.query,
                decoding.queryStrides,
                decoding.key,
                decoding.keyStrides,
                decoding.value,
                decoding.keyStrides,
                decoding.out,
                decoding.logSumExp,
                DropoutKey.NONE);
        work.gigaByte += 8e-9 * decoding.batch * Decoding.HEADS * Decoding.TIME * Decoding.HEAD_DIM;
    }

    /** What one thread could do without memory: fused multiply-adds of registers. */
    @Benchmark
    public float fusedMultiplyAddPeak(Work work) {
        work.gigaFlop += 2e-9 * SimdMeasurement.SUMS * SimdMeasurement.LANES * PEAK_COUNT;
        return SimdMeasurement.multiplyAddVectors(PEAK_COUNT);
    }
}
