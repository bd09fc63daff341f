package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;

import io.steelyard.reference.internal.kernel.Attention;
import io.steelyard.reference.internal.kernel.AttentionMask;
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.reference.internal.kernel.DropoutKey;
import io.steelyard.reference.internal.kernel.Strides;

import java.util.Arrays;
import java.util.List;

/**
 * Causal attention, forward and backward, against libtorch's {@code scaled_dot_product_attention}
 * (its flash kernel for processors) and against the same composed of products and a softmax. All
 * operands are {@code [batch, time, heads, headDim]} in memory, as the products before and after
 * have them.
 */
final class AttentionDuels {
    private static final List<int[]> SIZES =
            List.of(
                    new int[] {12, 4, 64, 32},
                    new int[] {8, 6, 256, 64},
                    new int[] {4, 12, 64, 64},
                    new int[] {2, 6, 1024, 64});

    private static final String HEADS_FIRST =
            """
            q = torch.transpose(a0, 1, 2)
            k = torch.transpose(a1, 1, 2)
            v = torch.transpose(a2, 1, 2)
            """;

    private static final String OPERATOR = "torch._scaled_dot_product_flash_attention_for_cpu";

    private static final String FLASH = "o, l = " + OPERATOR + "(q, k, v, 0., True)\n";

    private final KernelRing ring;

    AttentionDuels(KernelRing ring) {
        this.ring = ring;
    }

    void run() {
        for (int[] sizes : SIZES) {
            try (KernelArrays arrays = new KernelArrays(ring.manager())) {
                compare(arrays, sizes[0], sizes[1], sizes[2], sizes[3]);
            }
        }
    }

    private void compare(KernelArrays arrays, int batch, int heads, int time, int headDim) {
        float scale = (float) (1 / Math.sqrt(headDim));
        AttentionShape shape =
                new AttentionShape(batch, heads, time, time, headDim, scale, true, 0);
        Strides strides = Strides.contiguous(time, heads, headDim);
        long[] all = {batch, time, heads, headDim};
        KernelArrays.Both q = arrays.gaussian(all);
        KernelArrays.Both k = arrays.gaussian(all);
        KernelArrays.Both v = arrays.gaussian(all);
        KernelArrays.Both gradient = arrays.gaussian(all);
        KernelArrays.Both out = arrays.zeros(all);
        KernelArrays.Both dq = arrays.zeros(all);
        KernelArrays.Both dk = arrays.zeros(all);
        KernelArrays.Both dv = arrays.zeros(all);
        KernelArrays.Both logSumExp = arrays.zeros(batch, heads, time);
        Runnable forward =
                () ->
                        Attention.forward(
                                ring.pool(),
                                shape,
                                0,
                                AttentionMask.NONE,
                                q.address(),
                                strides,
                                k.address(),
                                strides,
                                v.address(),
                                strides,
                                out.address(),
                                logSumExp.address(),
                                DropoutKey.NONE);
        Runnable backward =
                () ->
                        Attention.backward(
                                ring.pool(),
                                shape,
                                0,
                                AttentionMask.NONE,
                                gradient.address(),
                                q.address(),
                                strides,
                                k.address(),
                                strides,
                                v.address(),
                                strides,
                                out.address(),
                                logSumExp.address(),
                                dq.address(),
                                strides,
                                dk.address(),
                                strides,
                                dv.address(),
                                strides,
                                DropoutKey.NONE);
        String name = "%dx%dx%dx%d".formatted(batch, heads, time, headDim);
        double work = 2e-9 * batch * heads * time * (time + 1) * headDim;
        NDArray mask = mask(arrays, time);
        List<NDArray> operands = List.of(q.torch(), k.torch(), v.torch(), gradient.torch(), mask);
        ring.compare(
                "attention " + name + " / sdpa",
                work,
                "GFLOP",
                forward,
                HEADS_FIRST + FLASH + "r = torch.contiguous(torch.transpose(o, 1, 2))\n",
                operands,
                List.of("r"),
                List.of(out));
        ring.compare(
                "attention " + name + " / composed",
                work,
                "GFLOP",
                forward,
                HEADS_FIRST + weights(scale) + "r = " + joined("torch.matmul(w, v)"),
                operands,
                List.of("r"),
                List.of(out));
        backward(arrays, name, 2.5 * work, backward, operands, scale, dq, dk, dv);
    }

    private void backward(
            KernelArrays arrays,
            String name,
            double work,
            Runnable backward,
            List<NDArray> given,
            float scale,
            KernelArrays.Both... gradients) {
        List<String> results = List.of("rq", "rk", "rv");
        String forward = HEADS_FIRST + FLASH + "out = o\n";
        try (TorchKernel flash =
                        new TorchKernel(arrays.manager(), forward, List.of("out", "l"), given);
                var saved = flash.run(1)) {
            ring.compare(
                    "attention backward " + name + " / sdpa",
                    work,
                    "GFLOP",
                    backward,
                    HEADS_FIRST
                            + """
                            g = torch.transpose(a3, 1, 2)
                            gq, gk, gv = %s(g, q, k, v, a4, a5, 0., True)
                            rq = torch.contiguous(torch.transpose(gq, 1, 2))
                            rk = torch.contiguous(torch.transpose(gk, 1, 2))
                            rv = torch.contiguous(torch.transpose(gv, 1, 2))
                            """
                                    .formatted(OPERATOR + "_backward"),
                    List.of(
                            given.getFirst(),
                            given.get(1),
                            given.get(2),
                            given.get(3),
                            saved.getFirst(),
                            saved.get(1)),
                    results,
                    List.of(gradients));
        }
        try (TorchKernel composed =
                        new TorchKernel(
                                arrays.manager(),
                                HEADS_FIRST + weights(scale),
                                List.of("w"),
                                given);
                var saved = composed.run(1)) {
            ring.compare(
                    "attention backward " + name + " / composed",
                    work,
                    "GFLOP",
                    backward,
                    HEADS_FIRST
                            + """
                            g = torch.transpose(a3, 1, 2)
                            p = torch.matmul(g, torch.transpose(v, -2, -1))
                            s = torch.mul(torch._softmax_backward_data(p, a4, -1, 6), %s)
                            rq = %srk = %srv = %s\
                            """
                                    .formatted(
                                            scale,
                                            joined("torch.matmul(s, k)"),
                                            joined("torch.matmul(torch.transpose(s, -2, -1), q)"),
                                            joined("torch.matmul(torch.transpose(a4, -2, -1), g)")),
                    List.of(
                            given.getFirst(),
                            given.get(1),
                            given.get(2),
                            given.get(3),
                            saved.getFirst()),
                    results,
                    List.of(gradients));
        }
    }

    /** Added to scores: minus infinity where a query may not see a key. */
    static NDArray mask(KernelArrays arrays, int time) {
        float[] mask = new float[time * time];
        for (int query = 0; query < time; query++) {
            Arrays.fill(
                    mask, query * time + query + 1, (query + 1) * time, Float.NEGATIVE_INFINITY);
        }
        return arrays.of(mask, time, time).torch();
    }

    private static String joined(String headsFirst) {
        return "torch.contiguous(torch.transpose(%s, 1, 2))\n".formatted(headsFirst);
    }

    /** {@code w}: the softmax of the scaled scores, masked by {@code a4}. */
    private static String weights(float scale) {
        return """
        s = torch.mul(torch.matmul(q, torch.transpose(k, -2, -1)), %s)
        w = torch.softmax(torch.add(s, a4), -1)
        """
                .formatted(scale);
    }
}
