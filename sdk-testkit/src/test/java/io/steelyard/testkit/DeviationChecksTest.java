package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.steelyard.program.Op;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A declared deviation lets its own cases fail and no others, and must be one. */
final class DeviationChecksTest {
    private static final Deviation TOP_K =
            new Deviation("top_k", DType.F32, "The last of equal elements comes first.");
    private static final List<String> TOP_K_CHECKS = List.of("primitives/top_k", "declared");

    @TempDir private Path folder;

    /** The oracle, but that top_k gives the opposite order for F32. */
    private static OracleSemantics upsideDown() {
        return (op, operands, type, bodies) -> {
            List<OracleValue> right = Oracle.apply(op, operands, type, bodies);
            return op instanceof Op.TopK && type.dtype() == DType.F32
                    ? List.of(right.getFirst(), zeros(right.get(1)))
                    : right;
        };
    }

    private static OracleValue zeros(OracleValue indices) {
        int count = Math.toIntExact(indices.type().elements());
        return new OracleValue.Integers(indices.type(), new long[count]);
    }

    /** The kit of a backend that declares deviations. */
    private BackendConformance kit(Backend backend, Deviation... deviations) {
        return new BackendConformance() {
            @Override
            protected Backend backend() {
                return backend;
            }

            @Override
            protected List<Deviation> deviations() {
                return List.of(deviations);
            }

            @Override
            protected Path report() {
                return folder.resolve("conformance.md");
            }
        };
    }

    @Test
    void aDeclaredDeviationMayFail() {
        Backend deviating = new AlteredBackend(upsideDown());
        assertThat(ConformanceRun.failures(kit(deviating), TOP_K_CHECKS))
                .isNotEmpty()
                .allMatch(failure -> failure.startsWith("primitives/top_k/f32 "));
        assertThat(ConformanceRun.failures(kit(deviating, TOP_K), TOP_K_CHECKS)).isEmpty();
    }

    @Test
    void anObsoleteDeviationFails() {
        assertThat(ConformanceRun.failures(kit(new OracleBackend(), TOP_K), TOP_K_CHECKS))
                .containsExactly(
                        "primitives/top_k/top_k f32 deviates: The last of equal elements comes"
                                + " first.");
    }

    @Test
    void aGradientMayDeviateByItself() {
        Deviation gradient = new Deviation("gradient of conv", DType.F32, "Not exact enough.");
        assertThat(
                        ConformanceRun.failures(
                                kit(new OracleBackend(), gradient), List.of("gradients/grad")))
                .containsExactly("gradients/gradient of conv f32 deviates: Not exact enough.");
    }

    @Test
    void randomProgramsKeepClearOfIt() {
        Deviation reverse = new Deviation("reverse", DType.I32, "Not done.");
        assertThat(randomFailures(List.of())).isPositive();
        assertThat(randomFailures(List.of(reverse))).isZero();
    }

    /** Of the oracle, but that reverse leaves I32 as it is. */
    private static long randomFailures(List<Deviation> declared) {
        OracleSemantics wrong =
                (op, operands, type, bodies) ->
                        op instanceof Op.Reverse && type.dtype() == DType.I32
                                ? operands
                                : Oracle.apply(op, operands, type, bodies);
        return new RandomProgramChecks(new AlteredBackend(wrong), declared)
                .tests()
                .limit(40)
                .map(test -> catchThrowable(() -> test.getExecutable().execute()))
                .filter(Objects::nonNull)
                .count();
    }

    @Test
    void aDeviationIsAboutWhatIsTestedAndSaysWhy() {
        assertThat(
                        ConformanceRun.failures(
                                kit(
                                        new OracleBackend(),
                                        new Deviation("topk", DType.F32, "No such operation."),
                                        new Deviation("top_k", DType.BOOL, "No such dtype."),
                                        new Deviation("top_k", DType.I64, " "),
                                        new Deviation("top_k", DType.I64, "Again.")),
                                List.of("declaredDeviations")))
                .hasSize(4);
    }

    @Test
    void subnormalNumbersMayCountAsZeroWhereThatIsDeclared() {
        Backend flushing = new AlteredBackend(Subnormals.flushing(Set.of(DType.F32), true, true));
        Deviation declared =
                new Deviation(Deviation.SUBNORMAL_NUMBERS, DType.F32, "They count as 0.");
        List<String> checks =
                List.of(
                        "subnormalNumbers/",
                        "primitives/mul/f32 pairs",
                        "primitives/floor/f32 special",
                        "primitives/reverse/f32");
        assertThat(ConformanceRun.failures(kit(flushing), checks))
                .contains(
                        "subnormalNumbers/f32",
                        "primitives/mul/f32 pairs of special values",
                        "primitives/floor/f32 special values");
        assertThat(ConformanceRun.failures(kit(flushing, declared), checks)).isEmpty();
        assertThat(ConformanceRun.failures(kit(new OracleBackend(), declared), checks))
                .containsExactly(
                        "subnormalNumbers/subnormal numbers f32 deviates: They count as 0.");
    }

    @Test
    void whatMovesSubnormalNumbersMustKeepThem() {
        Set<DType> dtypes = Set.of(DType.F32);
        OracleSemantics semantics =
                (op, operands, type, bodies) ->
                        op instanceof Op.Reverse
                                ? Subnormals.flushed(
                                        Oracle.apply(op, operands, type, bodies), dtypes)
                                : Oracle.apply(op, operands, type, bodies);
        Deviation declared =
                new Deviation(Deviation.SUBNORMAL_NUMBERS, DType.F32, "They count as 0.");
        assertThat(
                        ConformanceRun.failures(
                                kit(new AlteredBackend(semantics), declared),
                                List.of("primitives/reverse/f32")))
                .isNotEmpty();
    }

    @Test
    void theReportGivesTheReason() throws IOException {
        BackendConformance kit = kit(new AlteredBackend(upsideDown()), TOP_K);
        ConformanceRun.failures(kit, List.of("primitives/top_k", "composites/SoftmaxRule[]: [5]/"));
        kit.finishConformance();
        String report = Files.readString(folder.resolve("conformance.md"));
        assertThat(report)
                .containsPattern("\\| top_k \\| \\d+ of \\d+ \\|")
                .contains("| top_k | f32 | The last of equal elements comes first. |")
                .contains("| softmax | no | 2 |", "| softmax_grad | no | 1 |");
    }
}
