package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Function;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The gradient rules of the SDK's composites, in float64. */
final class CompositeCasesTest {
    /**
     * Constants of the rules are rounded to F32, not in the same places on both ways: 6e-8 each.
     */
    private static final double TOLERANCE = 1e-6;

    /** Central differences are taken of small cases. */
    private static final long SMALL = 300;

    private static Stream<CompositeCase> differentiable() {
        return CompositeCases.all().stream().filter(CompositeCase::differentiable);
    }

    @TestFactory
    Stream<DynamicTest> ownGradientsAreThoseOfTheDecomposition() {
        return differentiable()
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.toString(),
                                        () ->
                                                checkSame(
                                                        one.gradient(),
                                                        one.decomposedGradient(),
                                                        one.gradientInputs())));
    }

    private static void checkSame(Function own, Function decomposed, List<NdArray> inputs) {
        List<OracleValue> expected = Oracle.run(decomposed, Map.of(), inputs).outputs();
        List<OracleValue> actual = Oracle.run(own, Map.of(), inputs).outputs();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            double[] ideal = OracleValue.reals(expected.get(i));
            double[] given = OracleValue.reals(actual.get(i));
            assertThat(given).hasSameSizeAs(ideal);
            for (int place = 0; place < ideal.length; place++) {
                double difference = Math.abs(given[place] - ideal[place]);
                assertThat(
                                Double.compare(given[place], ideal[place]) == 0
                                        || difference
                                                <= TOLERANCE * Math.max(1, Math.abs(ideal[place])))
                        .as(
                                "operand %s at %s: own rule %s, decomposition %s",
                                i, place, given[place], ideal[place])
                        .isTrue();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfCentralDifferences() {
        return differentiable()
                .filter(CompositeCasesTest::isSmallAndFinite)
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.toString(),
                                        () ->
                                                GradientCheck.check(
                                                        new GradientCase(
                                                                one.rule().name(),
                                                                one.name(),
                                                                tensors ->
                                                                        tensors.getFirst()
                                                                                .recorder()
                                                                                .applyComposite(
                                                                                        one.rule(),
                                                                                        tensors)
                                                                                .subList(0, 1),
                                                                one.inputs(),
                                                                one.inputs()
                                                                                .getFirst()
                                                                                .type()
                                                                                .elements()
                                                                        < 50))));
    }

    @Test
    void everyCompositeOfTheSdkHasCases() {
        assertThat(CompositeChecks.names(CompositeCases.all()))
                .containsExactlyInAnyOrder(
                        "softmax",
                        "softmax_grad",
                        "log_softmax",
                        "gelu",
                        "gelu_grad",
                        "layer_norm",
                        "layer_norm_grad",
                        "batch_norm",
                        "batch_norm_grad",
                        "rms_norm",
                        "rms_norm_grad",
                        "silu",
                        "silu_grad",
                        "embedding",
                        "softmax_cross_entropy",
                        "softmax_cross_entropy_grad",
                        "dropout",
                        "attention",
                        "rope",
                        "attention_grad",
                        "lstm",
                        "lstm_grad",
                        "gru",
                        "gru_grad",
                        "rnn",
                        "rnn_grad",
                        "adamw");
    }

    private static boolean isSmallAndFinite(CompositeCase one) {
        NdArray first = one.inputs().getFirst();
        for (long i = 0; i < first.type().elements(); i++) {
            if (!(Math.abs(first.get(i)) < 100)) {
                return false;
            }
        }
        return first.type().elements() <= SMALL;
    }
}
