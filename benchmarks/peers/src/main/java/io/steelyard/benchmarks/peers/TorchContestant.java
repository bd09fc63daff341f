package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.steelyard.benchmarks.Contestant;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Trains with libtorch, on the thread of the caller, who owns the contestant and closes it. */
final class TorchContestant implements Contestant {
    private final String name;
    private final NDManager manager;
    private final TorchStep step;
    private final DatasetIterator<Batch> batches;
    private final List<Double> losses = new ArrayList<>();

    /**
     * @param parent stays open
     * @param step of a manager of what lives as long as this
     */
    TorchContestant(
            String name,
            NDManager parent,
            PeerTraining training,
            Function<NDManager, TorchStep> step) {
        this.name = name;
        manager = parent.newSubManager();
        this.step = step.apply(manager);
        batches = training.data().iterator(Cursor.START);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void train(int steps) {
        for (int i = 0; i < steps; i++) {
            Batch batch = batches.next();
            try (NDManager scope = manager.newSubManager()) {
                NDArray inputs = array(scope, PeerTraining.inputs(batch));
                NDArray labels = array(scope, PeerTraining.labels(batch));
                losses.add((double) step.run(scope, inputs, labels));
            }
        }
    }

    /** Integers become I64, which libtorch wants of indices. */
    private static NDArray array(NDManager scope, NdArray content) {
        Shape shape = new Shape(content.shape().toArray());
        return content.dtype().isFloating()
                ? scope.create(content.toFloatArray(), shape)
                : scope.create(Arrays.stream(content.toIntArray()).asLongStream().toArray(), shape);
    }

    @Override
    public List<Double> losses() {
        return List.copyOf(losses);
    }

    @Override
    public void close() {
        batches.close();
        step.close();
        manager.close();
    }
}
