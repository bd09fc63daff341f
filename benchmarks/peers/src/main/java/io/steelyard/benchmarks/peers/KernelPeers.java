package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDManager;

import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.thread.WorkerPool;

import java.util.ArrayList;
import java.util.List;

/**
 * The kernels of the reference backend against the same operations of libtorch, in turns within one
 * process: matrix products of the trainings (against MKL, which libtorch brings), attention,
 * softmax, layer normalization, GELU, AdamW, a chain of elementwise operations, and reductions;
 * with what the machine itself allows, in the same run. Fails when the two sides compute different
 * numbers.
 *
 * <p>Arguments: {@code --threads N} (2 unless given), and any of {@code limits}, {@code matmul},
 * {@code attention}, {@code rows}, {@code chain} and {@code reductions}; all of them without.
 */
public final class KernelPeers {
    private static final List<String> GROUPS =
            List.of("limits", "matmul", "attention", "rows", "chain", "reductions");

    private KernelPeers() {}

    /** Starts it. */
    public static void main(String... arguments) {
        int threads = 2;
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--threads") && i + 1 < arguments.length) {
                threads = Integer.parseInt(arguments[++i]);
            } else if (GROUPS.contains(arguments[i])) {
                groups.add(arguments[i]);
            } else {
                throw new IllegalArgumentException(
                        "'"
                                + arguments[i]
                                + "' is not understood; accepted are --threads N and "
                                + GROUPS
                                + ".");
            }
        }
        CompilerDirectives.install();
        try (NDManager manager = Libtorch.open(threads);
                WorkerPool pool = new WorkerPool(threads)) {
            KernelRing ring = new KernelRing(manager, pool);
            for (String group : groups.isEmpty() ? GROUPS : groups) {
                switch (group) {
                    case "limits" -> Limits.print(pool);
                    case "matmul" -> new MatmulDuels(ring).run();
                    case "attention" -> new AttentionDuels(ring).run();
                    case "rows" -> new RowDuels(ring).run();
                    case "chain" -> new FunctionDuels(ring).chain();
                    default -> new FunctionDuels(ring).reductions();
                }
            }
        }
    }
}
