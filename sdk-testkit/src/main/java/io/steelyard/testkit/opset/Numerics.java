package io.steelyard.testkit.opset;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.testkit.Tolerances;

/** Sentences on accuracy that operations share; the figures are those of the kit. */
final class Numerics {
    static final String BIT_EXACT = "Bit-exact: elements move and are not computed with.";

    static final String SUM =
            ("Within the bound of a sum of K products or terms, %d u sqrt(K) sum|term| plus half an"
                 + " ulp; see [Numerics](#numerics). The order of the additions is the backend's."
                 + " F16 and BF16 accumulate in F32; integers wrap and are exact.")
                    .formatted((long) Tolerances.SUM);

    static final String NO_GRADIENT = "None.";

    private Numerics() {}

    /** How many units in the last place a function of an exact operand may be off. */
    static long ulps(UnaryKind kind) {
        return Math.round(Tolerances.unary(kind, 1, 1, DType.F32) / Math.ulp(1f));
    }

    /** As {@link #ulps(UnaryKind)}. */
    static String within(BinaryKind kind) {
        return "Within "
                + Math.round(Tolerances.binary(kind, 1, 1, 1, DType.F32) / Math.ulp(1f))
                + " ulp.";
    }

    /** The sentence for {@link #ulps(UnaryKind)}. */
    static String within(UnaryKind kind) {
        return "Within " + ulps(kind) + " ulp.";
    }
}
