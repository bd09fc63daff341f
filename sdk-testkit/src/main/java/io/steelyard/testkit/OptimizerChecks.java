package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.data.Datasets;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Scope;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;
import io.steelyard.train.Trainer;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** That an optimizer is its options, keeps the type of a parameter, and goes downhill. */
final class OptimizerChecks {
    private static final ComponentChecks<OptimizerFactory, OptimizerCase> COMMON =
            new ComponentChecks<>(
                    "optimizer",
                    OptimizerFactory::name,
                    OptimizerCase::optimizer,
                    (factory, one, options) -> factory.create(options));

    /** A scalar, a bias, a matrix and the filters of a convolution. */
    private static final List<Shape> SHAPES =
            List.of(Shape.of(), Shape.of(3), Shape.of(4, 3), Shape.of(2, 2, 3, 2));

    private final Supplier<Backend> backends;

    OptimizerChecks(Supplier<Backend> backends) {
        this.backends = backends;
    }

    Stream<DynamicNode> tests(List<OptimizerFactory> factories, List<OptimizerCase> cases) {
        return COMMON.tests(factories, cases, this::tests);
    }

    private Stream<DynamicTest> tests(OptimizerFactory factory, OptimizerCase one) {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "equal options give equal programs", () -> recordsAlike(factory, one)),
                DynamicTest.dynamicTest(
                        "a parameter keeps its type", () -> keepsTypes(factory, one)),
                DynamicTest.dynamicTest("it lowers a quadratic", () -> lowers(factory, one)));
    }

    /** The update of one parameter, its slots included. */
    private static Function record(Optimizer optimizer, Shape shape) {
        Recording recording = new Recording("update", Mode.TRAINING, 0);
        Recorder recorder = recording.recorder();
        TensorType type = new TensorType(DType.F32, shape);
        Tensor updated =
                optimizer.update(
                        recording.slots("parameter"),
                        recorder.input("parameter", type),
                        recorder.input("gradient", type),
                        recorder.input("learning_rate", TensorType.of(DType.F32)));
        return recording.finish(Map.of("updated", updated));
    }

    private static void recordsAlike(OptimizerFactory factory, OptimizerCase one) {
        Optimizer optimizer = factory.create(one.optimizer().options());
        for (Shape shape : SHAPES) {
            Function recorded = record(optimizer, shape);
            assertThat(record(optimizer, shape)).as("recorded again").isEqualTo(recorded);
            assertThat(record(factory.create(one.optimizer().options()), shape))
                    .as("created again")
                    .isEqualTo(recorded);
        }
    }

    private static void keepsTypes(OptimizerFactory factory, OptimizerCase one) {
        Optimizer optimizer = factory.create(one.optimizer().options());
        for (Shape shape : SHAPES) {
            assertThat(record(optimizer, shape).outputs().getFirst().value().type())
                    .as("type after the update")
                    .isEqualTo(new TensorType(DType.F32, shape));
        }
    }

    /** Parameters that are the predictions: a matrix and, in its last row, a bias. */
    private record Quadratic() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor weight = scope.parameter("weight", Shape.of(4, 3), Initializers.zeros());
            Tensor bias = scope.parameter("bias", Shape.of(3), Initializers.zeros());
            return weight.concat(0, bias.expandDims(0)).add(features.get("zero")); // [5, 3]
        }
    }

    private void lowers(OptimizerFactory factory, OptimizerCase one) {
        float[] targets = new float[15];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (i % 2 == 0 ? 1 : -1) * (0.5f + i / 15f);
        }
        Batch batch =
                Batch.of(
                        "zero",
                        NdArray.of(new float[15], 5, 3),
                        Targets.VALUES,
                        NdArray.of(targets, 5, 3));
        List<Double> losses = new ArrayList<>();
        try (Backend backend = backends.get()) {
            new Trainer(backend, new Quadratic())
                    .loss(new MeanSquaredError())
                    .optimizer(factory.create(one.optimizer().options()))
                    .learningRate(one.learningRate())
                    .stopWhen(Stop.afterSteps(one.steps() + 1))
                    .callback(
                            new Callback() {
                                @Override
                                public void stepped(TrainingStep step) {
                                    losses.add(step.loss());
                                }
                            })
                    .fit(Datasets.of(List.of(batch)))
                    .close();
        }
        assertThat(losses.getLast())
                .as("loss after %s steps, from %s", one.steps(), losses.getFirst())
                .isLessThan(losses.getFirst() / 2);
    }
}
