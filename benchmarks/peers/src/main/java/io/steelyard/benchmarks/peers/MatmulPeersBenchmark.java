package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;
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
 * Matrix products of the trainings by the reference backend and by DJL's {@code matMul}, which has
 * its result allocated anew; {@link KernelPeers} compares the products alone, in turns.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class MatmulPeersBenchmark {
    /** Operands of one product. */
    @State(Scope.Benchmark)
    public static class Operands {
        /** Sizes {@code m x n x k}, then N or T for A and for B as they are stored. */
        @Param({
            "768x384x128NN",
            "768x128x384NT",
            "128x384x768TN",
            "2048x1536x384NN",
            "2048x384x1536NT",
            "384x1536x2048TN",
            "256x3072x768NN"
        })
        public String product = "";

        private MatmulShape shape = MatmulShape.dense(0, 0, 0, false, false);
        private WorkerPool pool;
        private KernelArrays.Both a;
        private KernelArrays.Both b;
        private KernelArrays.Both c;
        private NDArray left;
        private NDArray right;

        /** Fills the operands with normally distributed numbers; both sides must agree on them. */
        @Setup
        public void allocate(PeerKernels kernels) {
            String[] sizes = product.substring(0, product.length() - 2).split("x");
            int m = Integer.parseInt(sizes[0]);
            int n = Integer.parseInt(sizes[1]);
            int k = Integer.parseInt(sizes[2]);
            boolean transposeA = product.charAt(product.length() - 2) == 'T';
            boolean transposeB = product.endsWith("T");
            shape = MatmulShape.dense(m, n, k, transposeA, transposeB);
            pool = kernels.pool();
            KernelArrays arrays = kernels.arrays();
            a = transposeA ? arrays.gaussian(k, m) : arrays.gaussian(m, k);
            b = transposeB ? arrays.gaussian(n, k) : arrays.gaussian(k, n);
            c = arrays.zeros(m, n);
            left = transposeA ? a.torch().transpose() : a.torch();
            right = transposeB ? b.torch().transpose() : b.torch();
            multiply();
            PeerKernels.requireSame(product, c, left.matMul(right));
        }

        private void multiply() {
            Matmul.multiply(pool, shape, a.address(), b.address(), c.address());
        }
    }

    /** The reference backend's kernel. */
    @Benchmark
    public void reference(Operands operands) {
        operands.multiply();
    }

    /** DJL's operation. */
    @Benchmark
    public void djl(Operands operands) {
        operands.left.matMul(operands.right).close();
    }
}
