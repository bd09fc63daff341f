package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.steelyard.reference.internal.kernel.Attention;
import io.steelyard.reference.internal.kernel.AttentionMask;
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.reference.internal.kernel.DropoutKey;
import io.steelyard.reference.internal.kernel.Strides;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * Causal attention by the reference backend and as DJL's operations compose it, which has no
 * operation for it; {@link KernelPeers} compares it with libtorch's own, forward and backward.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AttentionPeersBenchmark {
    /** Operands {@code [batch, time, heads, headDim]}. */
    @State(Scope.Benchmark)
    public static class Operands {
        /** Sizes {@code batch x heads x time x headDim}. */
        @Param({"12x4x64x32", "8x6x256x64", "2x6x1024x64"})
        public String sizes = "";

        private AttentionShape shape = new AttentionShape(1, 1, 1, 1, 1, 1, true, 0);
        private Strides strides = Strides.contiguous(1, 1, 1);
        private WorkerPool pool;
        private NDManager manager;
        private KernelArrays.Both query;
        private KernelArrays.Both key;
        private KernelArrays.Both value;
        private KernelArrays.Both out;
        private KernelArrays.Both logSumExp;
        private NDArray mask;

        /** Fills the operands with normally distributed numbers; both sides must agree on them. */
        @Setup
        public void allocate(PeerKernels kernels) {
            String[] parts = sizes.split("x");
            int batch = Integer.parseInt(parts[0]);
            int heads = Integer.parseInt(parts[1]);
            int time = Integer.parseInt(parts[2]);
            int headDim = Integer.parseInt(parts[3]);
            float scale = (float) (1 / Math.sqrt(headDim));
            shape = new AttentionShape(batch, heads, time, time, headDim, scale, true, 0);
            strides = Strides.contiguous(time, heads, headDim);
            pool = kernels.pool();
            KernelArrays arrays = kernels.arrays();
            manager = arrays.manager();
            query = arrays.gaussian(batch, time, heads, headDim);
            key = arrays.gaussian(batch, time, heads, headDim);
            value = arrays.gaussian(batch, time, heads, headDim);
            out = arrays.zeros(batch, time, heads, headDim);
            logSumExp = arrays.zeros(batch, heads, time);
            mask = AttentionDuels.mask(arrays, time);
            forward();
            PeerKernels.requireSame("attention", out, djlForward());
        }

        private void forward() {
            Attention.forward(
                    pool,
                    shape,
                    0,
                    AttentionMask.NONE,
                    query.address(),
                    strides,
                    key.address(),
                    strides,
                    value.address(),
                    strides,
                    out.address(),
                    logSumExp.address(),
                    DropoutKey.NONE);
        }

        /** The result stays open. */
        private NDArray djlForward() {
            try (NDManager scope = manager.newSubManager()) {
                NDArray q = query.torch().transpose(0, 2, 1, 3);
                NDArray k = key.torch().transpose(0, 2, 3, 1);
                NDArray v = value.torch().transpose(0, 2, 1, 3);
                NDArray products = q.matMul(k);
                NDArray scaled = products.mul(shape.scale());
                NDArray masked = scaled.add(mask);
                NDArray weights = masked.softmax(-1); // [batch, heads, time, time]
                NDArray mixed = weights.matMul(v);
                NDArray headsInside = mixed.transpose(0, 2, 1, 3);
                for (NDArray each :
                        new NDArray[] {q, k, v, products, scaled, masked, weights, mixed}) {
                    each.attach(scope);
                }
                headsInside.attach(scope);
                // A copy in the order of the axes.
                NDArray result = headsInside.flatten();
                result.attach(manager);
                return result;
            }
        }
    }

    /** The reference backend's kernel. */
    @Benchmark
    public void reference(Operands operands) {
        operands.forward();
    }

    /** DJL's operations. */
    @Benchmark
    public void djl(Operands operands) {
        operands.djlForward().close();
    }
}
