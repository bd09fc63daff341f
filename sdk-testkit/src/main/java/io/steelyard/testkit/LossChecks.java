package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.LossFactory;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.stream.Stream;

/** That a loss is its options, a scalar, and what its gradient says. */
final class LossChecks {
    private static final ComponentChecks<LossFactory, LossCase> COMMON =
            new ComponentChecks<>(
                    "loss",
                    LossFactory::name,
                    LossCase::loss,
                    (factory, one, options) -> factory.create(options));

    Stream<DynamicNode> tests(List<LossFactory> factories, List<LossCase> cases) {
        return COMMON.tests(factories, cases, LossChecks::tests);
    }

    private static Stream<DynamicTest> tests(LossFactory factory, LossCase one) {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "equal options give equal programs", () -> recordsAlike(factory, one)),
                DynamicTest.dynamicTest("it is a float scalar", () -> isScalar(factory, one)),
                DynamicTest.dynamicTest(
                        "its gradient is that of central differences",
                        () -> isDifferentiated(factory, one)));
    }

    private static Function record(Loss loss, LossCase one) {
        return new PredictedData(one.predictions(), one.targets()).record(loss::compute);
    }

    private static void recordsAlike(LossFactory factory, LossCase one) {
        Loss loss = factory.create(one.loss().options());
        Function recorded = record(loss, one);
        assertThat(record(loss, one)).as("recorded again").isEqualTo(recorded);
        assertThat(record(factory.create(one.loss().options()), one))
                .as("created again")
                .isEqualTo(recorded);
    }

    private static void isScalar(LossFactory factory, LossCase one) {
        Loss loss = factory.create(one.loss().options());
        new PredictedData(one.predictions(), one.targets())
                .record(
                        (predictions, targets) -> {
                            Tensor value = loss.compute(predictions, targets);
                            requireScalar("the loss", value);
                            loss.weight(predictions, targets)
                                    .ifPresent(weight -> requireScalar("its weight", weight));
                            return value;
                        });
    }

    private static void requireScalar(String what, Tensor value) {
        assertThat(value.rank()).as("rank of %s %s", what, value.type()).isZero();
        assertThat(value.dtype().isFloating()).as("%s %s is a float", what, value.type()).isTrue();
    }

    private static void isDifferentiated(LossFactory factory, LossCase one) {
        Loss loss = factory.create(one.loss().options());
        PredictedData data = new PredictedData(one.predictions(), one.targets());
        GradientCheck.check(
                new GradientCase(
                        "loss",
                        factory.name(),
                        tensors -> {
                            Tensor predictions = tensors.getFirst();
                            return List.of(
                                    loss.compute(
                                            predictions, data.constants(predictions.recorder())));
                        },
                        List.of(one.predictions()),
                        false));
    }
}
