package io.steelyard.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.autodiff.Gradients;
import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.nn.Sgd;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Features;
import io.steelyard.spi.StateSpec;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleBackend;
import io.steelyard.train.Callback;
import io.steelyard.train.ModelState;
import io.steelyard.train.Stop;
import io.steelyard.train.Trainer;
import io.steelyard.train.TrainingReport;

import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Holds whole models on a backend to the oracle, and their training. */
public final class ModelChecks {
    /**
     * Of the largest element of a tensor: some hundred roundings of F32, each 6e-8 of a term, where
     * terms are a few times as large as their sum.
     */
    private static final double TOLERANCE = 1e-4;

    private static final int STEPS = 10;
    private static final long SEED = 5;

    private final Backend backend;

    /** Checks of a backend, which stays open. */
    public ModelChecks(Backend backend) {
        this.backend = backend;
    }

    /** Two tests for each model: one pass with gradients, and ten steps. */
    public Stream<DynamicTest> tests(List<ModelCase> models) {
        return models.stream()
                .flatMap(
                        model ->
                                Stream.of(
                                        DynamicTest.dynamicTest(
                                                model + ": predictions, loss, every gradient",
                                                () -> checkPass(model)),
                                        DynamicTest.dynamicTest(
                                                model + ": ten steps of training",
                                                () -> checkTraining(model))));
    }

    /** A pass of a model, and the variables that it declares. */
    private record Pass(Function function, Collection<Variable> variables) {
        static Pass of(ModelCase model) {
            Recording recording = new Recording(model.name(), Mode.TRAINING, SEED);
            Batch batch = model.batch();
            Features features = new Features(declared(recording, "features.", batch.features()));
            Targets targets = new Targets(declared(recording, "targets.", batch.targets()));
            Tensor predictions = model.model().forward(recording.root(), features);
            Tensor loss = model.loss().compute(predictions, targets);
            Map<String, Tensor> parameters = new LinkedHashMap<>();
            for (Variable variable : recording.variables()) {
                if (variable.kind() == Variable.Kind.PARAMETER) {
                    parameters.put(
                            variable.path(),
                            recording.recorder().state(variable.path(), variable.type()));
                }
            }
            List<Tensor> gradients = Gradients.of(loss, List.copyOf(parameters.values()));
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put("predictions", predictions);
            outputs.put("loss", loss);
            parameters
                    .keySet()
                    .forEach(path -> outputs.put(path, gradients.get(outputs.size() - 2)));
            return new Pass(recording.finish(outputs), List.copyOf(recording.variables()));
        }

        private static Map<String, Tensor> declared(
                Recording recording, String prefix, Map<String, NdArray> arrays) {
            Map<String, Tensor> tensors = new HashMap<>();
            new TreeMap<>(arrays)
                    .forEach(
                            (name, array) ->
                                    tensors.put(
                                            name,
                                            recording
                                                    .recorder()
                                                    .input(prefix + name, array.type())));
            return tensors;
        }

        List<NdArray> inputs(Batch batch) {
            List<NdArray> inputs = new ArrayList<>(new TreeMap<>(batch.features()).values());
            inputs.addAll(new TreeMap<>(batch.targets()).values());
            return inputs;
        }

        /** Whether a dtype is used that a backend has not declared. */
        boolean isBeyond(Backend backend) {
            return variables.stream()
                    .map(variable -> variable.type().dtype())
                    .anyMatch(dtype -> !backend.capabilities().dtypes().contains(dtype));
        }
    }

    private void checkPass(ModelCase model) {
        Pass pass = Pass.of(model);
        if (pass.isBeyond(backend)) {
            SteelyardException refusal =
                    catchThrowableOfType(
                            SteelyardException.class,
                            () ->
                                    backend.compile(pass.function(), CompileOptions.defaults())
                                            .close());
            assertThat(refusal).as("refusal of a dtype that is not declared").isNotNull();
            assertThat(refusal.code()).isEqualTo(ErrorCode.BACKEND_UNSUPPORTED);
            return;
        }
        try (OracleBackend oracle = new OracleBackend()) {
            Map<String, NdArray> contents = initial(oracle, pass.variables());
            List<NdArray> expected = run(oracle, pass, contents, model.batch());
            List<NdArray> actual = run(backend, pass, contents, model.batch());
            for (int i = 0; i < expected.size(); i++) {
                String name = pass.function().outputs().get(i).name();
                checkClose(name, actual.get(i), expected.get(i));
            }
        }
    }

    private static Map<String, NdArray> initial(Backend oracle, Collection<Variable> variables) {
        try (ModelState state = ModelState.initialize(oracle, variables, SEED)) {
            return state.read(EnumSet.allOf(Variable.Kind.class));
        }
    }

    private static List<NdArray> run(
            Backend backend, Pass pass, Map<String, NdArray> contents, Batch batch) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        contents.forEach((name, array) -> types.put(name, array.type()));
        try (DeviceState state = backend.allocate(new StateSpec(types));
                Executable executable =
                        backend.compile(pass.function(), CompileOptions.defaults())) {
            contents.forEach(state::write);
            return executable.run(state, pass.inputs(batch));
        }
    }

    private static void checkClose(String name, NdArray actual, NdArray expected) {
        assertThat(actual.type()).as(name).isEqualTo(expected.type());
        double largest = 0;
        for (long i = 0; i < expected.type().elements(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
        }
        for (long i = 0; i < expected.type().elements(); i++) {
            assertThat(Math.abs(actual.get(i) - expected.get(i)))
                    .as("%s at %s: %s for %s", name, i, actual.get(i), expected.get(i))
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(largest, 1e-3));
        }
    }

    private void checkTraining(ModelCase model) {
        if (Pass.of(model).isBeyond(backend)) {
            return;
        }
        try (OracleBackend oracle = new OracleBackend()) {
            List<Double> expected = losses(oracle, model);
            List<Double> actual = losses(backend, model);
            assertThat(expected).hasSize(STEPS);
            assertThat(expected.getLast()).as("the oracle learns").isLessThan(expected.getFirst());
            for (int i = 0; i < STEPS; i++) {
                assertThat(Math.abs(actual.get(i) - expected.get(i)))
                        .as("loss of step %s: %s for %s", i + 1, actual.get(i), expected.get(i))
                        .isLessThanOrEqualTo(TOLERANCE * expected.get(i));
            }
        }
    }

    private static List<Double> losses(Backend backend, ModelCase model) {
        List<Double> losses = new ArrayList<>();
        Callback watching =
                new Callback() {
                    @Override
                    public void stepped(TrainingStep step) {
                        losses.add(step.loss());
                    }
                };
        try (TrainingReport report =
                new Trainer(backend, model.model())
                        .loss(model.loss())
                        .optimizer(new Sgd(0.9f))
                        .learningRate(0.02)
                        .seed(SEED)
                        .callback(watching)
                        .stopWhen(Stop.afterSteps(STEPS))
                        .fit(Datasets.of(List.of(model.batch())))) {
            assertThat(report.steps()).isEqualTo(STEPS);
        }
        return losses;
    }
}
