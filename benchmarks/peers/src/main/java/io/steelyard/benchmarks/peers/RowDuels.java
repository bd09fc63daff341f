package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

import io.steelyard.benchmarks.peers.KernelArrays.Both;
import io.steelyard.reference.internal.kernel.AdamKernels;
import io.steelyard.reference.internal.kernel.GeluKernels;
import io.steelyard.reference.internal.kernel.LayerNormKernels;
import io.steelyard.reference.internal.kernel.NormWeightKernels;
import io.steelyard.reference.internal.kernel.SoftmaxKernels;

import java.util.List;

/** Softmax, layer normalization, GELU and AdamW, against libtorch's own kernels for them. */
final class RowDuels {
    private static final long[][] SIZES = {{768, 128}, {2048, 384}, {256, 768}, {12_288, 256}};
    private static final long PARAMETERS = 10_000_000;
    private static final String GELU = "approximate=\"tanh\"";

    private static final int BLOCK = NormWeightKernels.BLOCK;

    private final KernelRing ring;

    RowDuels(KernelRing ring) {
        this.ring = ring;
    }

    void run() {
        for (long[] sizes : SIZES) {
            try (KernelArrays arrays = new KernelArrays(ring.manager())) {
                int columns = (int) sizes[1];
                softmax(arrays, sizes[0], columns);
                layerNorm(arrays, sizes[0], columns);
                gelu(arrays, sizes[0], 4 * columns);
            }
        }
        try (KernelArrays arrays = new KernelArrays(ring.manager())) {
            adamW(arrays);
        }
    }

    private static String name(String kernel, long rows, int columns) {
        return "%s %dx%d".formatted(kernel, rows, columns);
    }

    private void softmax(KernelArrays arrays, long rows, int columns) {
        double work = 1e-9 * rows * columns;
        Both x = arrays.gaussian(rows, columns);
        Both y = arrays.zeros(rows, columns);
        Both g = arrays.gaussian(rows, columns);
        Both dx = arrays.zeros(rows, columns);
        ring.compare(
                name("softmax", rows, columns),
                work,
                "Gelem",
                () ->
                        ring.split(
                                rows,
                                (from, to) ->
                                        SoftmaxKernels.softmax(
                                                y.address(), x.address(), columns, from, to)),
                "r = torch._softmax(a0, -1, False, out=a1)\n",
                List.of(x.torch(), y.torch()),
                List.of("r"),
                List.of(y));
        ring.compare(
                name("softmax backward", rows, columns),
                work,
                "Gelem",
                () ->
                        ring.split(
                                rows,
                                (from, to) ->
                                        SoftmaxKernels.softmaxBackward(
                                                dx.address(),
                                                g.address(),
                                                y.address(),
                                                columns,
                                                from,
                                                to)),
                "r = torch._softmax_backward_data(a0, a1, -1, 6, grad_input=a2)\n",
                List.of(g.torch(), y.torch(), dx.torch()),
                List.of("r"),
                List.of(dx));
    }

    private void layerNorm(KernelArrays arrays, long rows, int columns) {
        double work = 1e-9 * rows * columns;
        Both x = arrays.gaussian(rows, columns);
        Both y = arrays.zeros(rows, columns);
        Both weight = arrays.gaussian(columns);
        Both bias = arrays.gaussian(columns);
        Both mean = arrays.zeros(rows, 1);
        Both rstd = arrays.zeros(rows, 1);
        String forward =
                "r, m, s = torch.native_layer_norm(a0, [%d], a1, a2, 1.0e-5)\n".formatted(columns);
        List<NDArray> operands = List.of(x.torch(), weight.torch(), bias.torch());
        ring.compare(
                name("layer norm", rows, columns),
                work,
                "Gelem",
                () ->
                        ring.split(
                                rows,
                                (from, to) ->
                                        LayerNormKernels.layerNorm(
                                                y.address(),
                                                mean.address(),
                                                rstd.address(),
                                                x.address(),
                                                weight.address(),
                                                bias.address(),
                                                1e-5f,
                                                columns,
                                                from,
                                                to)),
                forward,
                operands,
                List.of("r"),
                List.of(y));
        try (TorchKernel kernel =
                        new TorchKernel(arrays.manager(), forward, List.of("m", "s"), operands);
                NDList saved = kernel.run(1)) {
            layerNormBackward(arrays, x, weight, bias, mean, rstd, saved);
        }
    }

    private void layerNormBackward(
            KernelArrays arrays,
            Both x,
            Both weight,
            Both bias,
            Both mean,
            Both rstd,
            NDList saved) {
        long rows = x.torch().getShape().get(0);
        int columns = (int) x.torch().getShape().get(1);
        Both g = arrays.gaussian(rows, columns);
        Both dx = arrays.zeros(rows, columns);
        Both dWeight = arrays.zeros(columns);
        Both dBias = arrays.zeros(columns);
        int blocks = (int) ((rows + BLOCK - 1) / BLOCK);
        Both weightSums = arrays.zeros(blocks, columns);
        Both biasSums = arrays.zeros(blocks, columns);
        ring.compare(
                name("layer norm backward", rows, columns),
                1e-9 * rows * columns,
                "Gelem",
                () -> {
                    ring.split(
                            blocks,
                            (first, last) -> {
                                // Block by block, as a step does: the second reads what is near.
                                for (long block = first; block < last; block++) {
                                    long from = block * BLOCK;
                                    long to = Math.min(rows, from + BLOCK);
                                    LayerNormKernels.layerNormBackward(
                                            dx.address(),
                                            g.address(),
                                            x.address(),
                                            mean.address(),
                                            rstd.address(),
                                            weight.address(),
                                            columns,
                                            from,
                                            to);
                                    NormWeightKernels.layerNormBlock(
                                            weightSums.address() + 4 * block * columns,
                                            biasSums.address() + 4 * block * columns,
                                            g.address(),
                                            x.address(),
                                            mean.address(),
                                            rstd.address(),
                                            columns,
                                            from,
                                            to);
                                }
                            });
                    NormWeightKernels.addBlocks(
                            dWeight.address(), weightSums.address(), blocks, columns, 0, columns);
                    NormWeightKernels.addBlocks(
                            dBias.address(), biasSums.address(), blocks, columns, 0, columns);
                },
                """
                all = [True, True, True]
                r, w, b = torch.native_layer_norm_backward(a0, a1, [%d], a2, a3, a4, a5, all)
                """
                        .formatted(columns),
                List.of(
                        g.torch(),
                        x.torch(),
                        saved.getFirst(),
                        saved.get(1),
                        weight.torch(),
                        bias.torch()),
                List.of("r", "w", "b"),
                List.of(dx, dWeight, dBias));
    }

    private void gelu(KernelArrays arrays, long rows, int columns) {
        double work = 1e-9 * rows * columns;
        Both x = arrays.gaussian(rows, columns);
        Both y = arrays.zeros(rows, columns);
        Both g = arrays.gaussian(rows, columns);
        ring.compare(
                name("gelu", rows, columns),
                work,
                "Gelem",
                () ->
                        ring.split(
                                rows * columns,
                                (from, to) ->
                                        GeluKernels.geluTanh(
                                                y.address() + 4 * from,
                                                x.address() + 4 * from,
                                                to - from)),
                "r = torch.gelu(a0, " + GELU + ", out=a1)\n",
                List.of(x.torch(), y.torch()),
                List.of("r"),
                List.of(y));
        ring.compare(
                name("gelu backward", rows, columns),
                work,
                "Gelem",
                () ->
                        ring.split(
                                rows * columns,
                                (from, to) ->
                                        GeluKernels.geluTanhBackward(
                                                y.address() + 4 * from,
                                                g.address() + 4 * from,
                                                x.address() + 4 * from,
                                                to - from)),
                "r = torch.gelu_backward(a0, a1, " + GELU + ", grad_input=a2)\n",
                List.of(g.torch(), x.torch(), y.torch()),
                List.of("r"),
                List.of(y));
    }

    /** Both sides read four numbers a parameter and write three. */
    private void adamW(KernelArrays arrays) {
        Both p = arrays.gaussian(PARAMETERS);
        Both g = arrays.gaussian(PARAMETERS);
        Both m = arrays.zeros(PARAMETERS);
        Both v = arrays.zeros(PARAMETERS);
        Both count = arrays.zeros(1);
        count.torch().addi(1);
        ring.compare(
                "adamw %d".formatted(PARAMETERS),
                28e-9 * PARAMETERS,
                "GB",
                () ->
                        ring.split(
                                PARAMETERS,
                                (from, to) -> {
                                    long offset = 4 * from;
                                    AdamKernels.adamW(
                                            p.address() + offset,
                                            m.address() + offset,
                                            v.address() + offset,
                                            p.address() + offset,
                                            g.address() + offset,
                                            m.address() + offset,
                                            v.address() + offset,
                                            to - from,
                                            1e-3f,
                                            0.9f,
                                            0.99f,
                                            1e-8f,
                                            0.1f,
                                            0.1f,
                                            0.01f,
                                            1);
                                }),
                "torch._fused_adamw_(a0, a1, a2, a3, annotate(List[Tensor], []), a4, lr=0.001,"
                        + " beta1=0.9, beta2=0.99, weight_decay=0.1, eps=1.e-8, amsgrad=False,"
                        + " maximize=False)\n",
                List.of(p.torch(), g.torch(), m.torch(), v.torch(), count.torch()),
                List.of("a0[0]"),
                List.of(p));
    }
}
