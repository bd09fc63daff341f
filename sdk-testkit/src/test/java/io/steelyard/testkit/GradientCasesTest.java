package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The gradient rules of the SDK against central differences, in float64. */
final class GradientCasesTest {
    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfCentralDifferences() {
        return GradientCases.all().stream()
                .map(
                        gradientCase ->
                                DynamicTest.dynamicTest(
                                        gradientCase.toString(),
                                        () -> GradientCheck.check(gradientCase)));
    }

    @Test
    void nothingFlowsThroughStopGradient() {
        GradientCase product =
                new GradientCase(
                        OpCase.subject(new Op.StopGradient()),
                        "one factor of two",
                        tensors ->
                                List.of(tensors.getFirst().mul(tensors.getFirst().stopGradient())),
                        List.of(NdArray.of(new float[] {3}, 1)),
                        false);
        double weight = CaseData.array(DType.F32, 1, 1).get(0);
        assertThat(
                        OracleValue.reals(
                                Oracle.run(product.gradient(), Map.of(), product.inputs())
                                        .outputs()
                                        .getFirst()))
                .containsExactly(3 * weight);
        assertThatThrownBy(() -> GradientCheck.check(product))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("central difference");
    }
}
