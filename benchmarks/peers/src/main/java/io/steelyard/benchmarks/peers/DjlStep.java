package io.steelyard.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

import java.util.HashMap;
import java.util.Map;

/** A step by what DJL offers a Java program: its layers' functions, collector and update. */
final class DjlStep implements TorchStep {
    private final TorchModel model;
    private final AdamSettings settings;
    private final TorchParameters parameters;
    private final Map<String, NDArray> arrays;
    private int steps;

    DjlStep(NDManager manager, PeerTraining training, TorchParameters.Source source) {
        model = training.torch();
        settings = training.optimizer();
        parameters = TorchParameters.allocate(manager, training, source);
        arrays = new HashMap<>(parameters.byName());
        arrays.putAll(model.constants(manager));
    }

    @Override
    public float run(NDManager scope, NDArray inputs, NDArray labels) {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray loss = model.loss(arrays, inputs, labels);
            collector.backward(loss);
            update(scope);
            return loss.getFloat();
        }
    }

    private void update(NDManager scope) {
        NDList gradients = new NDList();
        for (NDArray weight : parameters.weights()) {
            NDArray gradient = weight.getGradient();
            gradient.attach(scope); // else a handle stays behind in the manager of the parameter
            gradients.add(gradient);
        }
        float scale = clipping(gradients);
        steps++;
        double first = 1 - Math.pow(settings.beta1(), steps);
        double second = 1 - Math.pow(settings.beta2(), steps);
        for (int i = 0; i < gradients.size(); i++) {
            NDArray weight = parameters.weights().get(i);
            weight.getNDArrayInternal()
                    .adamUpdate(
                            new NDList(
                                    weight,
                                    gradients.get(i),
                                    parameters.first().get(i),
                                    parameters.second().get(i)),
                            new NDList(weight),
                            settings.learningRate(),
                            (float) (settings.learningRate() * Math.sqrt(second) / first),
                            ScriptNames.isMatrix(parameters.variables().get(i))
                                    ? settings.weightDecay()
                                    : 0,
                            scale,
                            -1, // no clamping
                            settings.beta1(),
                            settings.beta2(),
                            // It is added to the root of the moment before its correction.
                            (float) (settings.epsilon() * Math.sqrt(second)),
                            true,
                            true);
        }
    }

    /** What the gradients are multiplied by. */
    private float clipping(NDList gradients) {
        if (settings.clipNorm().isEmpty()) {
            return 1;
        }
        NDList norms = new NDList();
        for (NDArray gradient : gradients) {
            norms.add(gradient.norm());
        }
        float norm = NDArrays.stack(norms).norm().getFloat();
        return (float) Math.min(1, settings.clipNorm().getAsDouble() / (norm + 1e-6));
    }
}
