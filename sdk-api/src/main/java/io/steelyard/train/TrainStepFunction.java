package io.steelyard.train;

import io.steelyard.autodiff.Gradients;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Scope;
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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Records a step of a training: forward, backward, clipping and update.
 *
 * @param clipNorm limit of the global gradient norm, if there is one
 * @param accumulates whether a step may take several batches, whose gradients are added up before
 *     the update, each times the weight of its batch, so that their mean is that of all elements;
 *     what is added up is gone at the end of a step, so that no checkpoint holds it
 * @param seed of the randomness inside the model
 */
record TrainStepFunction(
        Model model,
        Loss loss,
        Optimizer optimizer,
        OptionalDouble clipNorm,
        boolean accumulates,
        long seed) {
    /** Among the slots of a parameter: the weighted sum of its gradients in a step. */
    private static final String SUM = "gradient_sum";

    /** The sum of the weights of the batches in a step. */
    private static final String WEIGHT = "trainer.weight_sum";

    private static final TensorType SCALAR = TensorType.of(DType.F32);

    /** The number of the batch within its step. */
    private static final String PART = "trainer.part";

    /** A function with the variables it declares and the class numbers that it reads. */
    record Recorded(
            Function function, Collection<Variable> variables, List<ClassTarget> classTargets) {}

    /**
     * The update. Inputs: the batch, where gradients accumulate its weight F32 {@code []}, then the
     * learning rate F32 {@code []}. Outputs, each {@code []}: the loss of the batch, with the terms
     * that the model adds to it, where gradients accumulate the weight that it counts with, and at
     * last the norm of the gradient.
     */
    Recorded record(BatchSignature batch) {
        Recording recording = new Recording("train_step", Mode.TRAINING, seed);
        Recorder recorder = recording.recorder();
        Tensor step = recording.step();
        Backward backward = backward(recording, batch);
        Tensor learningRate = recorder.input("learning_rate", SCALAR);
        List<Tensor> gradients = accumulates ? mean(recording, backward) : backward.gradients();
        Tensor norm = GradientClipping.globalNorm(gradients);
        if (clipNorm.isPresent()) {
            gradients = GradientClipping.byGlobalNorm(gradients, norm, clipNorm.getAsDouble());
        }
        List<Variable> parameters = backward.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Variable parameter = parameters.get(i);
            recorder.scope(Recording.slotPath(parameter.path()));
            Tensor updated =
                    optimizer.update(
                            recording.slots(parameter.path()),
                            recorder.state(parameter.path(), parameter.type()),
                            gradients.get(i),
                            learningRate);
            recording.update(parameter.path(), updated);
        }
        recorder.scope("");
        recording.update(Recording.STEP, step.add(1));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        backward.put(outputs);
        outputs.put("gradient_norm", norm);
        return backward.recorded(recording, outputs);
    }

    /**
     * What comes before the update in a step of several batches: adds the gradient to a sum.
     * Inputs: the batch and its weight F32 {@code []}. Outputs, each {@code []}: its loss, and the
     * weight that it counts with.
     */
    Recorded recordAccumulation(BatchSignature batch) {
        Recording recording = new Recording("accumulate_gradients", Mode.TRAINING, seed);
        Backward backward = backward(recording, batch);
        for (int i = 0; i < backward.gradients().size(); i++) {
            Scope slots = recording.slots(backward.parameters().get(i).path());
            Tensor gradient = backward.gradients().get(i);
            slots.update(SUM, slots.cache(SUM, gradient.type()).add(gradient));
        }
        Scope root = recording.root();
        root.update(PART, root.cache(PART, TensorType.of(DType.I32)).add(1));
        root.update(WEIGHT, root.cache(WEIGHT, SCALAR).add(backward.weight().orElseThrow()));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        backward.put(outputs);
        return backward.recorded(recording, outputs);
    }

    /**
     * The gradients alone, of the batch and of what a step has accumulated before it. Writes
     * nothing, and draws the random numbers of the update. Inputs: those of the update without the
     * learning rate. Outputs: the gradients, in the order of the parameters among the variables.
     */
    Recorded recordInspection(BatchSignature batch) {
        Recording recording = new Recording("inspect_gradients", Mode.TRAINING, seed);
        Backward backward = backward(recording, batch);
        List<Tensor> gradients = accumulates ? mean(recording, backward) : backward.gradients();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (int i = 0; i < gradients.size(); i++) {
            outputs.put(backward.parameters().get(i).path(), gradients.get(i));
        }
        Recorded recorded = backward.recorded(recording, outputs);
        Function writing = recorded.function();
        // What the model and the sums would write belongs to the update.
        return new Recorded(
                new Function(
                        writing.name(),
                        writing.inputs(),
                        writing.reads(),
                        writing.nodes(),
                        writing.outputs(),
                        List.of()),
                recorded.variables(),
                recorded.classTargets());
    }

    /**
     * A forward and a backward pass.
     *
     * @param weight that the batch counts with, where gradients accumulate
     * @param gradients of the loss, times the weight if there is one
     */
    private record Backward(
            Tensor loss,
            Optional<Tensor> weight,
            List<Variable> parameters,
            List<Tensor> gradients,
            List<ClassTarget> classTargets) {
        void put(Map<String, Tensor> outputs) {
            outputs.put("loss", loss);
            weight.ifPresent(value -> outputs.put("weight", value));
        }

        Recorded recorded(Recording recording, Map<String, Tensor> outputs) {
            return new Recorded(
                    recording.finish(outputs), List.copyOf(recording.variables()), classTargets);
        }
    }

    private Backward backward(Recording recording, BatchSignature batch) {
        Recorder recorder = recording.recorder();
        if (accumulates) {
            recording.partOfStep(recording.root().cache(PART, TensorType.of(DType.I32)));
        }
        Features features = batch.declareFeatures(recorder);
        Targets targets = batch.declareTargets(recorder);
        Tensor predictions = model.forward(recording.root(), features);
        Tensor value =
                recording.losses().values().stream()
                        .reduce(loss.compute(predictions, targets), Tensor::add);
        Optional<Tensor> weight =
                accumulates
                        ? Optional.of(weight(recorder, predictions, targets))
                        : Optional.empty();
        List<Variable> parameters = parameters(recording);
        List<Tensor> before =
                parameters.stream()
                        .map(variable -> recorder.state(variable.path(), variable.type()))
                        .toList();
        return new Backward(
                value,
                weight,
                parameters,
                Gradients.of(weight.map(value::mul).orElse(value), before),
                loss.classTargets(predictions.type()));
    }

    /** What the loss says that the batch counts, or else what the batch says. */
    private Tensor weight(Recorder recorder, Tensor predictions, Targets targets) {
        Tensor elements = recorder.input("weight", SCALAR);
        return loss.weight(predictions, targets).orElse(elements).convert(DType.F32).stopGradient();
    }

    /** The mean over all elements of a step; the sums begin anew. */
    private static List<Tensor> mean(Recording recording, Backward backward) {
        Scope root = recording.root();
        Tensor sum = root.cache(WEIGHT, SCALAR).add(backward.weight().orElseThrow());
        // A step in which nothing counts has gradients of 0.
        Tensor weight = sum.eq(sum.scalar(0)).select(sum.scalar(1), sum);
        List<Tensor> means = new ArrayList<>();
        for (int i = 0; i < backward.gradients().size(); i++) {
            Scope slots = recording.slots(backward.parameters().get(i).path());
            Tensor gradient = backward.gradients().get(i);
            means.add(slots.cache(SUM, gradient.type()).add(gradient).div(weight));
            slots.update(SUM, gradient.filled(0));
        }
        root.update(PART, root.cache(PART, TensorType.of(DType.I32)).filled(0));
        root.update(WEIGHT, sum.filled(0));
        return Collections.unmodifiableList(means);
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
