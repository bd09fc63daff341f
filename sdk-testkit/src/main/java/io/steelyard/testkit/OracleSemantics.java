package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * What operations mean to an interpreter: {@link Oracle#apply} to the oracle, and something else to
 * the tests of the kit, which must find it out.
 */
@FunctionalInterface
interface OracleSemantics {
    /**
     * The results of one operation.
     *
     * @param type of the first result, if there is one
     * @param bodies what operations mean in the bodies of loops, calls and composites
     */
    List<OracleValue> apply(
            Op op, List<OracleValue> operands, TensorType type, OracleSemantics bodies);
}
