package io.steelyard.train;

import io.steelyard.nn.Schedules;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;

/**
 * A short training whose next step depends on all that a checkpoint holds: on the random numbers of
 * a dropout, the state of an optimizer, a schedule, and the place in a shuffled epoch.
 */
final class MoonsTraining {
    /** Where its schedule ends. */
    static final long STEPS = 12;

    final CountingBackend backend = new CountingBackend();
    // 5 batches an epoch, the last one smaller.
    final Dataset<Batch> data = new Moons(18, 1).shuffledBatches(4);

    Trainer trainer(int hidden) {
        return new Trainer(backend, new Moons.Classifier(hidden, 0.3f))
                .learningRate(Schedules.warmupCosine(0.05, 3, STEPS))
                .validateEvery(3)
                .clipGradients(0.5)
                .seed(7);
    }

    Trainer trainer() {
        return trainer(4);
    }
}
