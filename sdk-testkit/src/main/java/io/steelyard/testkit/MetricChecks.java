package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.program.Function;
import io.steelyard.spi.Metric;
import io.steelyard.spi.MetricFactory;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** That a metric is its options, gives the figure of its case, and adds up over batches. */
final class MetricChecks {
    /** Of a figure, since sums are F32. */
    private static final double TOLERANCE = 1e-5;

    private static final ComponentChecks<MetricFactory, MetricCase> COMMON =
            new ComponentChecks<>(
                    "metric",
                    MetricFactory::name,
                    MetricCase::metric,
                    (factory, one, options) -> factory.create(options));

    Stream<DynamicNode> tests(List<MetricFactory> factories, List<MetricCase> cases) {
        return COMMON.tests(factories, cases, MetricChecks::tests);
    }

    private static Stream<DynamicTest> tests(MetricFactory factory, MetricCase one) {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "equal options give equal programs", () -> recordsAlike(factory, one)),
                DynamicTest.dynamicTest("it measures F32 [n]", () -> hasType(factory, one)),
                DynamicTest.dynamicTest(
                        "it gives the figure of its case", () -> isExpected(factory, one)),
                DynamicTest.dynamicTest(
                        "batches add up to the figure of all", () -> addsUp(factory, one)));
    }

    private static PredictedData whole(MetricCase one) {
        return new PredictedData(one.predictions(), one.targets());
    }

    private static void recordsAlike(MetricFactory factory, MetricCase one) {
        Metric metric = factory.create(one.metric().options());
        Metric again = factory.create(one.metric().options());
        assertThat(again.name()).isEqualTo(metric.name()).isNotBlank();
        Function recorded = whole(one).record(metric::measure);
        assertThat(whole(one).record(metric::measure)).as("recorded again").isEqualTo(recorded);
        assertThat(whole(one).record(again::measure)).as("created again").isEqualTo(recorded);
    }

    private static void hasType(MetricFactory factory, MetricCase one) {
        Metric metric = factory.create(one.metric().options());
        TensorType type = whole(one).record(metric::measure).outputs().getFirst().value().type();
        assertThat(type.dtype()).as("dtype of %s", type).isEqualTo(DType.F32);
        assertThat(type.shape().rank()).as("rank of %s", type).isEqualTo(1);
    }

    private static void isExpected(MetricFactory factory, MetricCase one) {
        Metric metric = factory.create(one.metric().options());
        assertFigure(metric.result(sums(metric, whole(one))), one);
    }

    private static void addsUp(MetricFactory factory, MetricCase one) {
        Metric metric = factory.create(one.metric().options());
        long examples = one.predictions().shape().size(0);
        double[] sums = sums(metric, whole(one).examples(0, 1));
        double[] rest = sums(metric, whole(one).examples(1, examples));
        for (int i = 0; i < sums.length; i++) {
            sums[i] += rest[i];
        }
        assertFigure(metric.result(sums), one);
    }

    private static void assertFigure(double figure, MetricCase one) {
        double scale = Math.max(1, Math.abs(one.expected()));
        assertThat(figure).isCloseTo(one.expected(), within(TOLERANCE * scale));
    }

    private static double[] sums(Metric metric, PredictedData data) {
        List<OracleValue> inputs = new ArrayList<>();
        inputs.add(OracleValue.of(data.predictions()));
        data.targets().values().forEach(array -> inputs.add(OracleValue.of(array)));
        return OracleValue.reals(
                        Oracle.evaluate(data.record(metric::measure), Map.of(), inputs)
                                .outputs()
                                .getFirst())
                .clone();
    }
}
