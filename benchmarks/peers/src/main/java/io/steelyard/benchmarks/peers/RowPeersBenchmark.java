package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;

import io.steelyard.reference.internal.kernel.GeluKernels;
import io.steelyard.reference.internal.kernel.LayerNormKernels;
import io.steelyard.reference.internal.kernel.SoftmaxKernels;

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
 * Softmax, layer normalization and the GELU with the error function, by the reference backend and
 * by DJL's operations, whose results are allocated anew; {@link KernelPeers} compares kernels
 * alone, in turns, and the gradients too.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RowPeersBenchmark {
    /** Operands {@code [rows, columns]}. */
    @State(Scope.Benchmark)
    public static class Operands {
        /** Rows and columns. */
        @Param({"768x128", "2048x384", "256x768"})
        public String sizes = "";

        private static final float EPSILON = 1e-5f;

        private long rows;
        private int columns;
        private KernelRing ring;
        private KernelArrays.Both x;
        private KernelArrays.Both y;
        private KernelArrays.Both weight;
        private KernelArrays.Both bias;
        private KernelArrays.Both mean;
        private KernelArrays.Both deviation;

        /** Fills the operands with normally distributed numbers; both sides must agree on them. */
        @Setup
        public void allocate(PeerKernels kernels) {
            String[] parts = sizes.split("x");
            rows = Long.parseLong(parts[0]);
            columns = Integer.parseInt(parts[1]);
            ring = kernels.ring();
            KernelArrays arrays = kernels.arrays();
            x = arrays.gaussian(rows, columns);
            y = arrays.zeros(rows, columns);
            weight = arrays.gaussian(columns);
            bias = arrays.gaussian(columns);
            mean = arrays.zeros(rows);
            deviation = arrays.zeros(rows);
            softmax();
            PeerKernels.requireSame("softmax", y, x.torch().softmax(-1));
            layerNorm();
            PeerKernels.requireSame("layer normalization", y, djlLayerNorm());
            gelu();
            PeerKernels.requireSame("GELU", y, Activation.gelu(x.torch()));
        }

        private void softmax() {
            ring.split(
                    rows,
                    (from, to) ->
                            SoftmaxKernels.softmax(y.address(), x.address(), columns, from, to));
        }

        private void layerNorm() {
            ring.split(
                    rows,
                    (from, to) ->
                            LayerNormKernels.layerNorm(
                                    y.address(),
                                    mean.address(),
                                    deviation.address(),
                                    x.address(),
                                    weight.address(),
                                    bias.address(),
                                    EPSILON,
                                    columns,
                                    from,
                                    to));
        }

        private NDArray djlLayerNorm() {
            return LayerNorm.layerNorm(
                            x.torch(), new Shape(columns), weight.torch(), bias.torch(), EPSILON)
                    .singletonOrThrow();
        }

        private void gelu() {
            ring.split(
                    rows * columns,
                    (from, to) ->
                            GeluKernels.geluErf(
                                    y.address() + 4 * from, x.address() + 4 * from, to - from));
        }
    }

    /** The reference backend's softmax. */
    @Benchmark
    public void softmaxReference(Operands operands) {
        operands.softmax();
    }

    /** DJL's softmax. */
    @Benchmark
    public void softmaxDjl(Operands operands) {
        operands.x.torch().softmax(-1).close();
    }

    /** The reference backend's layer normalization. */
    @Benchmark
    public void layerNormReference(Operands operands) {
        operands.layerNorm();
    }

    /** DJL's layer normalization. */
    @Benchmark
    public void layerNormDjl(Operands operands) {
        operands.djlLayerNorm().close();
    }

    /** The reference backend's GELU. */
    @Benchmark
    public void geluReference(Operands operands) {
        operands.gelu();
    }

    /** DJL's GELU. */
    @Benchmark
    public void geluDjl(Operands operands) {
        Activation.gelu(operands.x.torch()).close();
    }
}
