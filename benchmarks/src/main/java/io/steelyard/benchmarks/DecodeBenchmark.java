package io.steelyard.benchmarks;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
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
 * Writes text with a GPT-2 of 124 million F32 weights, one token after the other with keys and
 * values cached, beside reading as much memory, in turns within one process. Every token reads each
 * weight once, so that the memory bounds it. Prints tokens and bytes a second at the median, the
 * fastest and the slowest turn, and the median of the ratios within a turn.
 *
 * <p>Arguments: the number of threads, then the tokens of each turn, then the number of turns.
 */
public final class DecodeBenchmark {
    private static final int CONTEXT = 1024;
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
        Gpt2 model = new Gpt2(Gpt2Configuration.of(50_257, CONTEXT, 768, 12, 12, 0));
        Map<String, String> options = Map.of("threads", Integer.toString(threads));
        try (Backend backend = new ReferenceBackendFactory().create(options);
                Text text = new Text(backend, model)) {
            text.write(WARMUP);
            double[] read = new double[turns];
            double[] written = new double[turns];
            try (WorkerPool pool = new WorkerPool(threads);
                    ReadBandwidth bandwidth = new ReadBandwidth(pool, text.bytes())) {
                for (int turn = 0; turn < turns; turn++) {
                    read[turn] = bandwidth.measure();
                    LockSupport.parkNanos(SideBySide.PAUSE_NANOSECONDS);
                    long start = System.nanoTime();
                    text.write(tokens);
                    written[turn] = (double) text.bytes() * tokens / (System.nanoTime() - start);
                }
            }
            print(threads, text.bytes(), read, written);
        }
    }

    private static void print(int threads, long bytes, double[] read, double[] written) {
        double[] ratios = new double[read.length];
        for (int turn = 0; turn < ratios.length; turn++) {
            ratios[turn] = written[turn] / read[turn];
        }
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
                written[middle] * 1e9 / bytes,
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

        Text(Backend backend, Gpt2 model) {
            Recording recording = new Recording("decode", Mode.INFERENCE, 1);
            TensorType scalar = TensorType.of(DType.I32);
            Tensor ids =
                    recording
                            .recorder()
                            .input(CausalLanguageModel.INPUT_IDS, TensorType.of(DType.I32, 1, 1));
            Tensor position = recording.recorder().input("position", scalar);
            Tensor last = recording.recorder().input("last", scalar);
            Tensor logits = model.forwardCached(recording.root(), ids, position, last);
            Function function = recording.finish(Map.of("logits", logits)); // [1, vocabulary]
            state = ModelState.initialize(backend, recording.variables(), 1);
            step = backend.compile(function, CompileOptions.defaults());
        }

        long bytes() {
            return 4 * state.parameterCount();
        }

        void write(int tokens) {
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
            }
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
