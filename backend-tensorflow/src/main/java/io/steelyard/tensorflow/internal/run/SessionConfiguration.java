package io.steelyard.tensorflow.internal.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The settings of sessions, as the bytes of a {@code ConfigProto} (TensorFlow's {@code
 * config.proto}): few fields, written by hand, so that no version of the protocol buffer library is
 * asked for.
 *
 * @param threads within an operation
 * @param device {@code cpu}, or {@code gpu:N}
 */
public record SessionConfiguration(int threads, Device device) {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private static final int DEVICE_COUNT = 1;
    private static final int INTRA_OP_THREADS = 2;
    private static final int INTER_OP_THREADS = 5;
    private static final int GPU_OPTIONS = 6;
    private static final int ALLOW_SOFT_PLACEMENT = 7;
    private static final int GRAPH_OPTIONS = 10;

    private static final int MAP_KEY = 1;
    private static final int MAP_VALUE = 2;
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
        ByteArrayOutputStream optimizer = new ByteArrayOutputStream();
        number(optimizer, OPTIMIZER_LEVEL, NO_OPTIMIZATION);
        ByteArrayOutputStream rewrite = new ByteArrayOutputStream();
        // Its fusion of products with what follows made a step nine times slower on a CPU.
        number(rewrite, DISABLE_META_OPTIMIZER, 1);
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        message(graph, OPTIMIZER_OPTIONS, optimizer.toByteArray());
        message(graph, REWRITE_OPTIONS, rewrite.toByteArray());

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        number(all, INTRA_OP_THREADS, threads);
        number(all, INTER_OP_THREADS, 1);
        number(all, ALLOW_SOFT_PLACEMENT, 1);
        message(all, GRAPH_OPTIONS, graph.toByteArray());
        switch (device) {
            case Device.Cpu _ -> {
                ByteArrayOutputStream none = new ByteArrayOutputStream();
                message(none, MAP_KEY, "GPU".getBytes(StandardCharsets.UTF_8));
                number(none, MAP_VALUE, 0);
                message(all, DEVICE_COUNT, none.toByteArray());
            }
            case Device.Gpu gpu -> {
                ByteArrayOutputStream options = new ByteArrayOutputStream();
                number(options, GPU_ALLOW_GROWTH, gpu.memoryGrowth() ? 1 : 0);
                message(
                        options,
                        GPU_VISIBLE_DEVICES,
                        Integer.toString(gpu.index()).getBytes(StandardCharsets.UTF_8));
                message(all, GPU_OPTIONS, options.toByteArray());
            }
        }
        return all.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, (long) field << 3 | VARINT);
        varint(out, value);
    }

    private static void message(ByteArrayOutputStream out, int field, byte[] content) {
        varint(out, (long) field << 3 | BYTES);
        varint(out, content.length);
        out.writeBytes(content);
    }

    /** Seven bits a byte, the lowest first. */
    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
