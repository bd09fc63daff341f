package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.VectorElement.BOOL;
import static io.steelyard.reference.internal.kernel.VectorElement.FLOAT;

import java.util.List;

/**
 * Elementwise kernels whose function of vectors is at hand by itself, so that a generated kernel
 * can compute it among others, with the same bits.
 */
public enum VectorKernel implements BlockKernel {
    ADD(
            "add",
            1,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> BinaryKernels.add(out, a, b, count)),
    SUB(
            "sub",
            1,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> BinaryKernels.sub(out, a, b, count)),
    MUL(
            "mul",
            1,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> BinaryKernels.mul(out, a, b, count)),
    DIV(
            "div",
            1,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> BinaryKernels.div(out, a, b, count)),
    MAX(
            "max",
            1,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> BinaryKernels.max(out, a, b, count)),
    MIN(
            "min",
            1,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> BinaryKernels.min(out, a, b, count)),
    NEG("neg", 1, FLOAT, List.of(FLOAT), (out, x, b, c, count) -> UnaryKernels.neg(out, x, count)),
    ABS("abs", 1, FLOAT, List.of(FLOAT), (out, x, b, c, count) -> UnaryKernels.abs(out, x, count)),
    SQRT(
            "sqrt",
            1,
            FLOAT,
            List.of(FLOAT),
            (out, x, b, c, count) -> UnaryKernels.sqrt(out, x, count)),
    FLOOR(
            "floor",
            10,
            FLOAT,
            List.of(FLOAT),
            (out, x, b, c, count) -> UnaryKernels.floor(out, x, count)),
    EXP("exp", 24, FLOAT, List.of(FLOAT), (out, x, b, c, count) -> UnaryKernels.exp(out, x, count)),
    LOG("log", 40, FLOAT, List.of(FLOAT), (out, x, b, c, count) -> UnaryKernels.log(out, x, count)),
    TANH(
            "tanh",
            24,
            FLOAT,
            List.of(FLOAT),
            (out, x, b, c, count) -> UnaryKernels.tanh(out, x, count)),
    ERF("erf", 45, FLOAT, List.of(FLOAT), (out, x, b, c, count) -> UnaryKernels.erf(out, x, count)),
    GELU_TANH(
            "geluTanh",
            27,
            FLOAT,
            List.of(FLOAT),
            (out, x, b, c, count) -> GeluKernels.geluTanh(out, x, count)),
    GELU_ERF(
            "geluErf",
            48,
            FLOAT,
            List.of(FLOAT),
            (out, x, b, c, count) -> GeluKernels.geluErf(out, x, count)),
    SILU(
            "silu",
            23,
            FLOAT,
            List.of(FLOAT),
            (out, x, b, c, count) -> SiluKernels.silu(out, x, count)),
    GELU_TANH_GRADIENT(
            "geluTanhGradient",
            38,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, x, dy, c, count) -> GeluKernels.geluTanhBackward(out, dy, x, count)),
    GELU_ERF_GRADIENT(
            "geluErfGradient",
            73,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, x, dy, c, count) -> GeluKernels.geluErfBackward(out, dy, x, count)),
    SILU_GRADIENT(
            "siluGradient",
            28,
            FLOAT,
            List.of(FLOAT, FLOAT),
            (out, x, dy, c, count) -> SiluKernels.siluBackward(out, dy, x, count)),
    EQ(
            "eq",
            1,
            BOOL,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> CompareKernels.eqFloat(out, a, b, count)),
    NE(
            "ne",
            1,
            BOOL,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> CompareKernels.neFloat(out, a, b, count)),
    LT(
            "lt",
            1,
            BOOL,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> CompareKernels.ltFloat(out, a, b, count)),
    LE(
            "le",
            1,
            BOOL,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> CompareKernels.leFloat(out, a, b, count)),
    GT(
            "gt",
            1,
            BOOL,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> CompareKernels.gtFloat(out, a, b, count)),
    GE(
            "ge",
            1,
            BOOL,
            List.of(FLOAT, FLOAT),
            (out, a, b, c, count) -> CompareKernels.geFloat(out, a, b, count)),
    AND(
            "and",
            1,
            BOOL,
            List.of(BOOL, BOOL),
            (out, a, b, c, count) -> LogicKernels.and(out, a, b, count)),
    OR(
            "or",
            1,
            BOOL,
            List.of(BOOL, BOOL),
            (out, a, b, c, count) -> LogicKernels.or(out, a, b, count)),
    XOR(
            "xor",
            1,
            BOOL,
            List.of(BOOL, BOOL),
            (out, a, b, c, count) -> LogicKernels.xor(out, a, b, count)),
    NOT("not", 1, BOOL, List.of(BOOL), (out, x, b, c, count) -> LogicKernels.not(out, x, count)),
    SELECT("select", 1, FLOAT, List.of(BOOL, FLOAT, FLOAT), SelectKernels::selectWords),
    BOOL_TO_FLOAT(
            "toFloats",
            1,
            FLOAT,
            List.of(BOOL),
            (out, x, b, c, count) -> ConvertKernels.boolToFloat(out, x, count)),
    FLOAT_TO_BOOL(
            "toMask",
            1,
            BOOL,
            List.of(FLOAT),
            (out, x, b, c, count) -> ConvertKernels.floatToBool(out, x, count));

    private final String function;
    private final int operations;
    private final VectorElement result;
    private final List<VectorElement> operands;
    private final BlockKernel blocks;

    VectorKernel(
            String function,
            int operations,
            VectorElement result,
            List<VectorElement> operands,
            BlockKernel blocks) {
        this.function = function;
        this.operations = operations;
        this.result = result;
        this.operands = operands;
        this.blocks = blocks;
    }

    @Override
    public void run(long out, long first, long second, long third, long count) {
        blocks.run(out, first, second, third, count);
    }

    /** The static method of this package that computes a vector. */
    public String function() {
        return function;
    }

    /** About how many operations of vectors it takes. */
    public int operations() {
        return operations;
    }

    /** What it gives. */
    public VectorElement result() {
        return result;
    }

    /** What it takes. */
    public List<VectorElement> operands() {
        return operands;
    }

    /** Whether this machine has the vectors that the function is of. */
    public boolean isAvailable() {
        return FloatMasks.AVAILABLE || result == FLOAT && !operands.contains(BOOL);
    }
}
