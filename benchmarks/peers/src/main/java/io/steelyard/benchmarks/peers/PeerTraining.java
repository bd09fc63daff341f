package io.steelyard.benchmarks.peers;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Stop;
import io.steelyard.train.Trainer;
import io.steelyard.train.TrainingReport;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training that all contestants do alike.
 *
 * @param name for the output
 * @param unit of what a step works on: tokens, examples
 * @param unitsPerStep how many of them
 * @param model ours
 * @param torch the same by libtorch
 * @param data batches of one feature and {@code labels}
 * @param optimizer the update
 * @param tolerance by how much the losses of the first ten steps may differ, as a part of the loss
 */
record PeerTraining(
        String name,
        String unit,
        int unitsPerStep,
        Model model,
        TorchModel torch,
        Dataset<Batch> data,
        AdamSettings optimizer,
        double tolerance) {
    /** This training on one of our backends. */
    Trainer trainer(Backend backend) {
        Trainer trainer =
                new Trainer(backend, model)
                        .loss(new SoftmaxCrossEntropy())
                        .optimizer(
                                new AdamW(
                                        optimizer.beta1(),
                                        optimizer.beta2(),
                                        optimizer.epsilon(),
                                        optimizer.weightDecay()))
                        .learningRate(optimizer.learningRate());
        optimizer.clipNorm().ifPresent(trainer::clipGradients);
        return trainer;
    }

    /** The parameters of a training that has not begun, with their contents. */
    Map<String, NdArray> initialWeights(Backend backend) {
        try (TrainingReport report = trainer(backend).stopWhen(Stop.afterSteps(0)).fit(data)) {
            return report.state().read(EnumSet.of(Variable.Kind.PARAMETER));
        }
    }

    /** The parameters, in the order in which the model declares them. */
    List<Variable> parameters() {
        Recording recording = new Recording(name, Mode.TRAINING, 0);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        data.iterator()
                .next()
                .features()
                .forEach(
                        (feature, array) ->
                                inputs.put(
                                        feature,
                                        recording.recorder().input(feature, array.type())));
        model.forward(recording.root(), new Features(inputs));
        return recording.variables().stream()
                .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                .toList();
    }

    /** What the model sees of a batch. */
    static NdArray inputs(Batch batch) {
        return batch.features().values().iterator().next();
    }

    /** What it is to predict. */
    static NdArray labels(Batch batch) {
        return batch.targets().get(Targets.LABELS);
    }
}
