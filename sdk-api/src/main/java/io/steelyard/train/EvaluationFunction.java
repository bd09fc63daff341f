package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Features;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records the evaluation of a batch: loss and metric sums in inference mode.
 *
 * @param seed of the randomness inside the model
 */
record EvaluationFunction(Model model, Loss loss, List<Metric> metrics, long seed) {
    /** The name under which the loss is reported. */
    static final String LOSS = "loss";

    /** Throws {@code INVALID_ARGUMENT} when a name stands for two figures. */
    EvaluationFunction {
        metrics = List.copyOf(metrics);
        Set<String> names = new HashSet<>(Set.of(LOSS));
        for (Metric metric : metrics) {
            if (!names.add(metric.name())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Two figures are named '"
                                + metric.name()
                                + "'; give each metric a name of its own, and none the name '"
                                + LOSS
                                + "'.");
            }
        }
    }

    /** A function with the class numbers that it reads. */
    record Recorded(Function function, List<ClassTarget> classTargets) {}

    /**
     * Inputs: the batch. Outputs: the loss F32 {@code []}, then the sums of each metric, then the
     * weight of the loss {@code []} where it says one.
     */
    Recorded record(BatchSignature batch) {
        Recording recording = new Recording("evaluate", Mode.INFERENCE, seed);
        Features features = batch.declareFeatures(recording.recorder());
        Targets targets = batch.declareTargets(recording.recorder());
        Tensor predictions = model.forward(recording.root(), features);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put(LOSS, loss.compute(predictions, targets));
        for (Metric metric : metrics) {
            outputs.put(metric.name(), metric.measure(predictions, targets));
        }
        loss.weight(predictions, targets)
                .ifPresent(weight -> outputs.put(LOSS + ".weight", weight));
        return new Recorded(recording.finish(outputs), loss.classTargets(predictions.type()));
    }
}
