package io.steelyard.benchmarks;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.reference.internal.kernel.ReadBandwidth;
import io.steelyard.reference.internal.thread.WorkerPool;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.text.CausalLanguageModel;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.train.ModelState;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes text with a GPT-2 of 124 million weights, one token after the other with keys and values
 * cached, beside reading as much memory, in turns within one process. Every token reads each weight
 * once, so that the memory bounds it. Prints tokens and bytes a second at the median, the fastest
 * and the slowest turn, and the median of the ratios within a turn.
 *
 * <p>Arguments: the number of threads, the tokens of each turn, the number of turns, and the dtype
 * of the weights, {@code f32} or {@code bf16}.
 */
public final class DecodeBenchmark {
    private static final int CONTEXT = 1024;
    private static final int CHANNELS = 768;
    private static final int LAYERS = 12;
    private static final int PROMPT = 32;
    private static final int WARMUP = 20;

    private DecodeBenchmark() {}

    public static void main(String... arguments) {
        int threads =
                arguments.length > 0
                        ? Integer.parseInt(arguments[0])
                        : Runtime.getRuntime().availableProcessors();
        int tokens = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        int turns = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 9;
        DType weights =
                arguments.length > 3
                        ? DType.valueOf(arguments[3].toUpperCase(Locale.ROOT))
                        : DType.F32;
        Gpt2 model = new Gpt2(Gpt2Configuration.of(50_257, CONTEXT, CHANNELS, LAYERS, 12, 0));
        Map<String, String> options = Map.of("threads", Integer.toString(threads));
        try (Backend backend = new ReferenceBackendFactory().create(options);
                Text text = new Text(backend, model, weights)) {
            text.write(WARMUP);
            double[] read = new double[turns];
            double[] written = new double[turns];
            double[] rates = new double[turns];
            try (WorkerPool pool = new WorkerPool(threads);
                    ReadBandwidth bandwidth = new ReadBandwidth(pool, text.bytes())) {
                for (int turn = 0; turn < turns; turn++) {
                    LockSupport.parkNanos(SideBySide.PAUSE_NANOSECONDS);
                    read[turn] = read(bandwidth, tokens);
                    LockSupport.parkNanos(SideBySide.PAUSE_NANOSECONDS);
                    long start = System.nanoTime();
                    long bytes = text.write(tokens);
                    double nanos = System.nanoTime() - start;
                    written[turn] = bytes / nanos;
                    rates[turn] = 1e9 * tokens / nanos;
                }
            }
            print(threads, text.bytes(), rates, read, written);
        }
    }

    /** As long as the text takes, since what a short reading gives is not what a long one does. */
    private static double read(ReadBandwidth bandwidth, int times) {
        double seconds = 0; // for 10^9 bytes
        for (int i = 0; i < times; i++) {
            seconds += 1 / bandwidth.measure();
        }
        return times / seconds;
    }

    private static void print(
            int threads, long bytes, double[] rates, double[] read, double[] written) {
        double[] ratios = new double[read.length];
        for (int turn = 0; turn < ratios.length; turn++) {
            ratios[turn] = written[turn] / read[turn];
        }
        Arrays.sort(rates);
        Arrays.sort(read);
        Arrays.sort(written);
        Arrays.sort(ratios);
        int middle = ratios.length / 2;
        System.out.printf(
                Locale.ROOT,
                "%d threads, %,d bytes of weights: %.1f tokens/s, %.1f GB/s [%.1f, %.1f]; memory"
                        + " read at %.1f GB/s [%.1f, %.1f]; %.2f of it%n",
                threads,
                bytes,
                rates[middle],
                written[middle],
                written[0],
                written[written.length - 1],
                read[middle],
                read[0],
                read[read.length - 1],
                ratios[middle]);
    }

    /** A text that grows. */
    private static final class Text implements AutoCloseable {
        private final ModelState state;
        private final Executable step;
        private int length = PROMPT;
        private int token;

        Text(Backend backend, Gpt2 model, DType weights) {
            Recording recording = new Recording("decode", Mode.INFERENCE, 1);
            TensorType scalar = TensorType.of(DType.I32);
            Tensor ids =
                    recording
                            .recorder()
                            .input(CausalLanguageModel.INPUT_IDS, TensorType.of(DType.I32, 1, 1));
            Tensor position = recording.recorder().input("position", scalar);
            Tensor last = recording.recorder().input("last", scalar);
            Tensor logits =
                    model.forwardCached(
                            recording.root().withWeightsIn(weights), ids, position, last);
            Function function = recording.finish(Map.of("logits", logits)); // [1, vocabulary]
            state = ModelState.initialize(backend, recording.variables(), 1);
            step = backend.compile(function, CompileOptions.defaults());
        }

        long bytes() {
            return state.variables().stream()
                    .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                    .mapToLong(variable -> variable.type().bytes())
                    .sum();
        }

        /** Writes tokens; returns how many bytes of weights, keys and values they read. */
        long write(int tokens) {
            long bytes = 0;
            for (int i = 0; i < tokens; i++) {
                NdArray logits =
                        step.run(
                                        state.device(),
                                        List.of(
                                                NdArray.of(new int[] {token}, 1, 1),
                                                NdArray.scalar(length++),
                                                NdArray.scalar(0)))
                                .getFirst();
                token = largest(logits.toFloatArray());
                bytes += bytes() + 2L * LAYERS * length * CHANNELS * Float.BYTES;
            }
            return bytes;
        }

        private static int largest(float[] values) {
            int largest = 0;
            for (int i = 1; i < values.length; i++) {
                largest = values[i] > values[largest] ? i : largest;
            }
            return largest;
        }

        @Override
        public void close() {
            step.close();
            state.close();
        }
    }
}
