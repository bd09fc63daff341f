package com.example.forecast;

import io.steelyard.Steelyard;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.Schedules;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.Goal;
import io.steelyard.train.ModelState;
import io.steelyard.train.Predictor;
import io.steelyard.train.Stop;

import java.nio.file.Path;
import java.util.Map;

/** Where the numbers of a model come from: a training, or a directory that one was saved in. */
final class Training {
    private static final int BATCH = 32;
    private static final double LEARNING_RATE = 3e-3;
    private static final long WARMUP = 50;

    private Training() {}

    /** The numbers of the epoch that is best on the validation part; close them. */
    static ModelState fit(
            Steelyard sdk, Forecaster model, int epochs, Windows training, Windows validation) {
        long steps = epochs * Math.ceilDiv(training.count(), BATCH);
        return sdk.trainer(model)
                .loss(new MeanSquaredError())
                .optimizer(new AdamW())
                .learningRate(Schedules.warmupCosine(LEARNING_RATE, WARMUP, steps))
                .stopWhen(Stop.afterEpochs(epochs))
                .restoreBest("validation/loss", Goal.MINIMIZE)
                .fit(training.shuffledBatches(BATCH, 1), validation.batches(BATCH))
                .state();
    }

    /** What {@link Checkpoint#writeModel} wrote; close it. */
    static ModelState load(Steelyard sdk, Predictor predictor, int window, Path directory) {
        Map<String, TensorType> features =
                Map.of(Forecaster.PAST, TensorType.of(DType.F32, 1, window));
        ModelState state = ModelState.allocate(sdk.backend(), predictor.variables(features));
        Checkpoint.readModel(state, directory);
        return state;
    }
}
