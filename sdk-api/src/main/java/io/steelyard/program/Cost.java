package io.steelyard.program;

/**
 * What an operation, or a part of a program, costs when it runs once.
 *
 * @param floatingPointOperations arithmetic on floats; a multiply-add counts as two
 * @param bytesRead from memory
 * @param bytesWritten to memory
 */
public record Cost(long floatingPointOperations, long bytesRead, long bytesWritten) {
    private static final Cost ZERO = new Cost(0, 0, 0);

    /** The cost of doing nothing. */
    public static Cost zero() {
        return ZERO;
    }

    /** The cost of both. Throws {@link ArithmeticException} past 2^63 - 1. */
    public Cost plus(Cost other) {
        return new Cost(
                Math.addExact(floatingPointOperations, other.floatingPointOperations),
                Math.addExact(bytesRead, other.bytesRead),
                Math.addExact(bytesWritten, other.bytesWritten));
    }

    /** The cost of so many runs. Throws {@link ArithmeticException} past 2^63 - 1. */
    public Cost times(long runs) {
        return new Cost(
                Math.multiplyExact(floatingPointOperations, runs),
                Math.multiplyExact(bytesRead, runs),
                Math.multiplyExact(bytesWritten, runs));
    }
}
