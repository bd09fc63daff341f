package io.steelyard.benchmarks;

import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.tensor.NdArray;

import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

import java.util.ArrayList;
import java.util.List;

/** Runs a {@link RawGptGraph} with the settings of sessions that serve it best. */
final class RawContestant implements Contestant {
    private static final float LEARNING_RATE = 1e-3f;

    private final RawGraph graph;
    private final RawGptGraph model;
    private final Session session;
    private final DatasetIterator<Batch> batches;
    private final List<Double> losses = new ArrayList<>();

    RawContestant(RawGraph graph, RawGptGraph model, EndlessBatches data, int threads) {
        this.graph = graph;
        this.model = model;
        batches = data.iterator(Cursor.START);
        session = new Session(graph.graph(), configuration(threads));
        Session.Runner first = session.runner();
        model.initializers().forEach(first::addTarget);
        first.run().close();
    }

    private static ConfigProto configuration(int threads) {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .setGraphOptions(
                        GraphOptions.newBuilder()
                                .setOptimizerOptions(
                                        OptimizerOptions.newBuilder()
                                                .setOptLevel(OptimizerOptions.Level.L0))
                                .setRewriteOptions(
                                        RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
    }

    @Override
    public String name() {
        return "raw TensorFlow-Java";
    }

    @Override
    public void train(int steps) {
        for (int i = 0; i < steps; i++) {
            losses.add(step(batches.next()));
        }
    }

    private double step(Batch batch) {
        try (TInt32 ids = tokens(batch.features().get("input_ids"));
                TInt32 labels = tokens(batch.targets().get("labels"));
                TFloat32 rate = TFloat32.scalarOf(LEARNING_RATE);
                TFloat32 step = TFloat32.scalarOf(losses.size() + 1)) {
            Session.Runner runner =
                    session.runner()
                            .feed(model.ids, ids)
                            .feed(model.labels, labels)
                            .feed(model.learningRate, rate)
                            .feed(model.step, step)
                            .fetch(model.loss)
                            .fetch(model.norm);
            model.updates.forEach(runner::addTarget);
            try (Result result = runner.run()) {
                return ((TFloat32) result.get(0)).getFloat();
            }
        }
    }

    private static TInt32 tokens(NdArray ids) {
        int[] content = ids.toIntArray();
        return TInt32.tensorOf(Shape.of(content.length), DataBuffers.of(content));
    }

    @Override
    public List<Double> losses() {
        return List.copyOf(losses);
    }

    @Override
    public void close() {
        batches.close();
        session.close();
        graph.close();
    }
}
