package io.steelyard.benchmarks;

import io.steelyard.model.Variable;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensorflow.TensorFlowBackendFactory;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.train.Stop;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * What the tensorflow backend costs over TensorFlow itself: the training step of {@code char-cpu}
 * (12 x 64 tokens, 4 layers of 128) written by hand for TensorFlow-Java, and the same step by the
 * SDK, in turns, from the same weights, on the same batches. Fails when the losses of the first
 * steps differ.
 *
 * <p>Arguments: the number of steps of each turn, then the number of turns.
 */
public final class RawStepBenchmark {
    private static final int BATCH = 12;
    private static final int CONTEXT = 64;
    private static final int LAYERS = 4;
    private static final int HEADS = 4;
    private static final int CHANNELS = 128;

    private RawStepBenchmark() {}

    public static void main(String... arguments) {
        int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        int threads = Runtime.getRuntime().availableProcessors();
        int vocabulary = BackendsBenchmark.VOCABULARY;
        Gpt2 model =
                new Gpt2(Gpt2Configuration.of(vocabulary, CONTEXT, CHANNELS, LAYERS, HEADS, 0));
        EndlessBatches data = EndlessBatches.tokens(BATCH, CONTEXT, vocabulary);
        Map<String, String> options = Map.of("threads", Integer.toString(threads));
        List<Contestant> contestants = new ArrayList<>();
        try {
            RawGraph graph = new RawGraph();
            RawGptGraph raw =
                    new RawGptGraph(
                            graph,
                            BATCH,
                            CONTEXT,
                            LAYERS,
                            HEADS,
                            CHANNELS,
                            initialWeights(model, data, options));
            contestants.add(new RawContestant(graph, raw, data, threads));
            contestants.add(
                    new TrainerContestant(
                            "tensorflow backend",
                            new TensorFlowBackendFactory(),
                            options,
                            backend -> TrainerContestant.trainer(backend, model),
                            data));
            new SideBySide(
                            "char-cpu",
                            "tokens",
                            BATCH * CONTEXT,
                            0,
                            steps,
                            turns,
                            SideBySide.TOLERANCE)
                    .compare(contestants);
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    /** Those of a training that has not begun. */
    private static Map<String, NdArray> initialWeights(
            Gpt2 model, EndlessBatches data, Map<String, String> options) {
        try (Backend backend = new TensorFlowBackendFactory().create(options);
                var report =
                        TrainerContestant.trainer(backend, model)
                                .stopWhen(Stop.afterSteps(0))
                                .fit(data)) {
            return report.state().read(EnumSet.of(Variable.Kind.PARAMETER));
        }
    }
}
