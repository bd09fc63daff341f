package io.steelyard.tensorflow.internal.run;

import io.steelyard.tensorflow.internal.library.ProtocolMessage;

/**
 * The settings of sessions, as the bytes of a {@code ConfigProto} (TensorFlow's {@code
 * config.proto}).
 *
 * @param threads within an operation
 * @param device {@code cpu}, or {@code gpu:N}
 */
public record SessionConfiguration(int threads, Device device) {
    private static final int DEVICE_COUNT = 1;
    private static final int INTRA_OP_THREADS = 2;
    private static final int INTER_OP_THREADS = 5;
    private static final int GPU_OPTIONS = 6;
    private static final int ALLOW_SOFT_PLACEMENT = 7;
    private static final int GRAPH_OPTIONS = 10;

    private static final int GPU_ALLOW_GROWTH = 4;
    private static final int GPU_VISIBLE_DEVICES = 5;
    private static final int OPTIMIZER_OPTIONS = 3;
    private static final int REWRITE_OPTIONS = 10;
    private static final int OPTIMIZER_LEVEL = 3;
    private static final int DISABLE_META_OPTIMIZER = 19;

    /** Of {@code OptimizerOptions.Level}: what is shared or folded was already, by passes. */
    private static final long NO_OPTIMIZATION = -1;

    /** The bytes. */
    public byte[] bytes() {
        ProtocolMessage graph =
                new ProtocolMessage()
                        .message(
                                OPTIMIZER_OPTIONS,
                                new ProtocolMessage().number(OPTIMIZER_LEVEL, NO_OPTIMIZATION))
                        // Its fusion of products with what follows made a step nine times slower
                        // on a CPU.
                        .message(
                                REWRITE_OPTIONS,
                                new ProtocolMessage().number(DISABLE_META_OPTIMIZER, 1));
        ProtocolMessage all =
                new ProtocolMessage()
                        .number(INTRA_OP_THREADS, threads)
                        .number(INTER_OP_THREADS, 1)
                        .number(ALLOW_SOFT_PLACEMENT, 1)
                        .message(GRAPH_OPTIONS, graph);
        switch (device) {
            case Device.Cpu _ -> all.entry(DEVICE_COUNT, "GPU", 0);
            case Device.Gpu gpu ->
                    all.message(
                            GPU_OPTIONS,
                            new ProtocolMessage()
                                    .number(GPU_ALLOW_GROWTH, gpu.memoryGrowth() ? 1 : 0)
                                    .text(GPU_VISIBLE_DEVICES, Integer.toString(gpu.index())));
        }
        return all.toBytes();
    }
}
