package io.steelyard.train;

import io.steelyard.autodiff.Gradients;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.nn.GradientClipping;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Features;
import io.steelyard.spi.Loss;
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
 * Records a step of a training: forward, backward, clipping and update.
 *
 * @param clipNorm limit of the global gradient norm, if there is one
 * @param seed of the randomness inside the model
 */
record TrainStepFunction(
        Model model, Loss loss, Optimizer optimizer, OptionalDouble clipNorm, long seed) {

    /** A function with the variables it declares and the class numbers that it reads. */
    record Recorded(
            Function function, Collection<Variable> variables, List<ClassTarget> classTargets) {}

    /**
     * Inputs: the batch, then the learning rate F32 {@code []}. Outputs: the loss, with the terms
     * that the model adds to it, and gradient norm, {@code []}.
     */
    Recorded record(BatchSignature batch) {
        Recording recording = new Recording("train_step", Mode.TRAINING, seed);
        Recorder recorder = recording.recorder();
        Tensor step = recording.step();
        Features features = batch.declareFeatures(recorder);
        Targets targets = batch.declareTargets(recorder);
        Tensor learningRate = recorder.input("learning_rate", TensorType.of(DType.F32));
        Tensor predictions = model.forward(recording.root(), features);
        Tensor value =
                recording.losses().values().stream()
                        .reduce(loss.compute(predictions, targets), Tensor::add);

        List<Variable> parameters = parameters(recording);
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
        return new Recorded(
                recording.finish(outputs),
                List.copyOf(recording.variables()),
                loss.classTargets(predictions.type()));
    }

    private static List<Variable> parameters(Recording recording) {
        List<Variable> parameters =
                recording.variables().stream()
                        .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                        .toList();
        if (parameters.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The model declares no parameter, so there is nothing to train; declare one"
                            + " with scope.parameter(...) in forward.");
        }
        return parameters;
    }
}
