package io.steelyard.train;

import io.steelyard.autodiff.Gradients;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.nn.GradientClipping;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Model;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Records what a training runs: one function for a whole step and one for the evaluation of a batch.
 *
 * @param clipNorm limit of the global gradient norm, if there is one
 * @param seed of the randomness inside the model
 */
record TrainingFunctions(
        Model model,
        Loss loss,
        Optimizer optimizer,
        List<Metric> metrics,
        OptionalDouble clipNorm,
        long seed) {

    /** A function with the variables it declares. */
    record Recorded(Function function, Collection<Variable> variables) {}

    /**
     * Forward, backward, clipping and update. Inputs: the batch, then the learning rate F32 {@code []};
     * outputs: loss and gradient norm, F32 {@code []}.
     */
    Recorded step(BatchSignature batch) {
        Recording recording = new Recording("train_step", Mode.TRAINING, seed);
        Recorder recorder = recording.recorder();
        Tensor step = recording.step();
        Features features = new Features(inputs(recorder, batch.features()));
        Targets targets = new Targets(inputs(recorder, batch.targets()));
        Tensor learningRate = recorder.input("learning_rate", TensorType.of(DType.F32));
        Tensor predictions = model.forward(recording.root(), features);
        Tensor value = loss.compute(predictions, targets);

        List<Variable> parameters =
                recording.variables().stream()
                        .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                        .toList();
        List<Tensor> before =
                parameters.stream()
                        .map(variable -> recorder.state(variable.path(), variable.type()))
                        .toList();
        List<Tensor> gradients = Gradients.of(value, before);
        Tensor norm = GradientClipping.globalNorm(gradients);
        if (clipNorm.isPresent()) {
            gradients = GradientClipping.byGlobalNorm(gradients, norm, clipNorm.getAsDouble());
        }
        for (int i = 0; i < before.size(); i++) {
            String path = parameters.get(i).path();
            recorder.scope("optimizer." + path);
            Tensor updated =
                    optimizer.update(
                            recording.slots(path), before.get(i), gradients.get(i), learningRate);
            recording.update(path, updated);
        }
        recorder.scope("");
        recording.update(Recording.STEP, step.add(1));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("loss", value);
        outputs.put("gradient_norm", norm);
        return new Recorded(recording.finish(outputs), List.copyOf(recording.variables()));
    }

    /** Loss and metric sums of a batch, in inference mode. Outputs: the loss, then one for each metric. */
    Recorded evaluation(BatchSignature batch) {
        Recording recording = new Recording("evaluate", Mode.INFERENCE, seed);
        Features features = new Features(inputs(recording.recorder(), batch.features()));
        Targets targets = new Targets(inputs(recording.recorder(), batch.targets()));
        Tensor predictions = model.forward(recording.root(), features);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("loss", loss.compute(predictions, targets));
        for (Metric metric : metrics) {
            outputs.put(metric.name(), metric.measure(predictions, targets));
        }
        return new Recorded(recording.finish(outputs), List.copyOf(recording.variables()));
    }

    private static Map<String, Tensor> inputs(Recorder recorder, Map<String, TensorType> types) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        types.forEach((name, type) -> inputs.put(name, recorder.input(name, type)));
        return inputs;
    }
}
