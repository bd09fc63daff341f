package io.steelyard.reference.internal.kernel;

/**
 * Elementwise kernels of F32 whose function of vectors is at hand by itself, so that a generated
 * kernel can compute it among others, with the same bits.
 */
public enum FloatKernel implements BlockKernel {
    ADD("add", 2, 1, (out, a, b, c, count) -> BinaryKernels.add(out, a, b, count)),
    SUB("sub", 2, 1, (out, a, b, c, count) -> BinaryKernels.sub(out, a, b, count)),
    MUL("mul", 2, 1, (out, a, b, c, count) -> BinaryKernels.mul(out, a, b, count)),
    DIV("div", 2, 1, (out, a, b, c, count) -> BinaryKernels.div(out, a, b, count)),
    MAX("max", 2, 1, (out, a, b, c, count) -> BinaryKernels.max(out, a, b, count)),
    MIN("min", 2, 1, (out, a, b, c, count) -> BinaryKernels.min(out, a, b, count)),
    NEG("neg", 1, 1, (out, x, b, c, count) -> UnaryKernels.neg(out, x, count)),
    ABS("abs", 1, 1, (out, x, b, c, count) -> UnaryKernels.abs(out, x, count)),
    SQRT("sqrt", 1, 1, (out, x, b, c, count) -> UnaryKernels.sqrt(out, x, count)),
    FLOOR("floor", 1, 10, (out, x, b, c, count) -> UnaryKernels.floor(out, x, count)),
    EXP("exp", 1, 24, (out, x, b, c, count) -> UnaryKernels.exp(out, x, count)),
    LOG("log", 1, 40, (out, x, b, c, count) -> UnaryKernels.log(out, x, count)),
    TANH("tanh", 1, 24, (out, x, b, c, count) -> UnaryKernels.tanh(out, x, count)),
    ERF("erf", 1, 45, (out, x, b, c, count) -> UnaryKernels.erf(out, x, count)),
    GELU_TANH("geluTanh", 1, 27, (out, x, b, c, count) -> GeluKernels.geluTanh(out, x, count)),
    GELU_ERF("geluErf", 1, 48, (out, x, b, c, count) -> GeluKernels.geluErf(out, x, count)),
    SILU("silu", 1, 23, (out, x, b, c, count) -> SiluKernels.silu(out, x, count)),
    GELU_TANH_GRADIENT(
            "geluTanhGradient",
            2,
            38,
            (out, x, dy, c, count) -> GeluKernels.geluTanhBackward(out, dy, x, count)),
    GELU_ERF_GRADIENT(
            "geluErfGradient",
            2,
            73,
            (out, x, dy, c, count) -> GeluKernels.geluErfBackward(out, dy, x, count)),
    SILU_GRADIENT(
            "siluGradient",
            2,
            28,
            (out, x, dy, c, count) -> SiluKernels.siluBackward(out, dy, x, count));

    private final String function;
    private final int operands;
    private final int operations;
    private final BlockKernel blocks;

    FloatKernel(String function, int operands, int operations, BlockKernel blocks) {
        this.function = function;
        this.operands = operands;
        this.operations = operations;
        this.blocks = blocks;
    }

    @Override
    public void run(long out, long first, long second, long third, long count) {
        blocks.run(out, first, second, third, count);
    }

    /** The method of {@link FloatFunctions} or {@link FloatActivations} that computes a vector. */
    public String function() {
        return function;
    }

    /** How many operands it reads. */
    public int operands() {
        return operands;
    }

    /** About how many operations of vectors it takes. */
    public int operations() {
        return operations;
    }
}
