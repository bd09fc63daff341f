package io.steelyard.benchmarks.peers;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The matrix products of the trainings, forward and for both gradients, against {@code mm} into a
 * given result, which is MKL's in libtorch's builds for x86-64.
 */
final class MatmulDuels {
    private record Layer(String name, int rows, int in, int out, boolean weightIsTransposed) {}

    /** Rows, inputs and outputs of each dense layer; an LSTM's and a tied head's weights lie so. */
    private static final List<Layer> LAYERS =
            List.of(
                    new Layer("char-cpu c_attn", 768, 128, 384, false),
                    new Layer("char-cpu attn c_proj", 768, 128, 128, false),
                    new Layer("char-cpu c_fc", 768, 128, 512, false),
                    new Layer("char-cpu mlp c_proj", 768, 512, 128, false),
                    new Layer("char-cpu head", 768, 128, 65, true),
                    new Layer("char c_attn", 2048, 384, 1152, false),
                    new Layer("char attn c_proj", 2048, 384, 384, false),
                    new Layer("char c_fc", 2048, 384, 1536, false),
                    new Layer("char mlp c_proj", 2048, 1536, 384, false),
                    new Layer("char head", 2048, 384, 65, true),
                    new Layer("gpt2 c_attn", 256, 768, 2304, false),
                    new Layer("gpt2 attn c_proj", 256, 768, 768, false),
                    new Layer("gpt2 c_fc", 256, 768, 3072, false),
                    new Layer("gpt2 mlp c_proj", 256, 3072, 768, false),
                    new Layer("gpt2 head", 256, 768, 50_257, true),
                    new Layer("lstm input", 2048, 128, 1024, true),
                    new Layer("lstm recurrent", 32, 256, 1024, true),
                    new Layer("lstm head", 2048, 256, 65, false),
                    new Layer("cnn conv1 as product", 43_264, 9, 32, false),
                    new Layer("cnn conv2 as product", 36_864, 288, 64, false),
                    new Layer("cnn dense1", 64, 9216, 128, false),
                    new Layer("cnn dense2", 64, 128, 10, false));

    private final KernelRing ring;

    MatmulDuels(KernelRing ring) {
        this.ring = ring;
    }

    void run() {
        System.out.println(
                "libtorch's products are those of the BLAS in its build: oneMKL on x86-64");
        List<String> below = new ArrayList<>();
        for (Layer layer : LAYERS) {
            int rows = layer.rows();
            int in = layer.in();
            int out = layer.out();
            boolean turned = layer.weightIsTransposed();
            note(below, product(layer.name() + " y = x w", rows, out, in, false, turned));
            note(below, product(layer.name() + " dx = dy w'", rows, in, out, false, !turned));
            note(
                    below,
                    turned
                            ? product(layer.name() + " dw = dy' x", out, in, rows, true, false)
                            : product(layer.name() + " dw = x' dy", in, out, rows, true, false));
        }
        below.sort(Comparator.naturalOrder());
        System.out.println(below.size() + " of these below 0.95: " + below);
    }

    private record Outcome(String name, double ratio) {}

    private static void note(List<String> below, Outcome outcome) {
        if (outcome.ratio() < 0.95) {
            below.add(String.format(Locale.ROOT, "%.2f %s", outcome.ratio(), outcome.name()));
        }
    }

    /** {@code c[m, n] = a b}, where a transposed operand is stored as {@code [k, m], [n, k]}. */
    private Outcome product(
            String name, int m, int n, int k, boolean transposeA, boolean transposeB) {
        try (KernelArrays arrays = new KernelArrays(ring.manager())) {
            KernelArrays.Both a = transposeA ? arrays.gaussian(k, m) : arrays.gaussian(m, k);
            KernelArrays.Both b = transposeB ? arrays.gaussian(n, k) : arrays.gaussian(k, n);
            KernelArrays.Both c = arrays.zeros(m, n);
            MatmulShape shape = MatmulShape.dense(m, n, k, transposeA, transposeB);
            String body =
                    "r = torch.mm(%s, %s, out=a2)\n"
                            .formatted(
                                    transposeA ? "torch.t(a0)" : "a0",
                                    transposeB ? "torch.t(a1)" : "a1");
            double ratio =
                    ring.compare(
                            "%s %dx%dx%d%s%s"
                                    .formatted(
                                            name,
                                            m,
                                            n,
                                            k,
                                            transposeA ? "T" : "N",
                                            transposeB ? "T" : "N"),
                            2e-9 * m * n * k,
                            "GFLOP",
                            () ->
                                    Matmul.multiply(
                                            ring.pool(),
                                            shape,
                                            a.address(),
                                            b.address(),
                                            c.address()),
                            body,
                            List.of(a.torch(), b.torch(), c.torch()),
                            List.of("r"),
                            List.of(c));
            return new Outcome(name, ratio);
        }
    }
}
