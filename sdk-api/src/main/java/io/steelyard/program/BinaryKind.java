package io.steelyard.program;

import java.util.Locale;

/** Functions of two elements of the same dtype. */
public enum BinaryKind {
    /** {@code a + b}; integers wrap. */
    ADD,
    /** {@code a - b}; integers wrap. */
    SUB,
    /** {@code a * b}; integers wrap. */
    MUL,
    /** {@code a / b}; integers truncate towards zero, and an integer over 0 is 0. */
    DIV,
    /** What truncated division leaves, exactly, with the sign of a; an integer modulo 0 is 0. */
    REM,
    /**
     * {@code a^b}; for integers a negative exponent counts as 0. {@code a^0} is 1 even for NaN;
     * {@code 1^NaN} and {@code (+-1)^(+-infinity)} are 1 or NaN, as the backend has it.
     */
    POW,
    /** The larger one; NaN if either is NaN; of 0 and -0 any. */
    MAX,
    /** The smaller one; NaN if either is NaN; of 0 and -0 any. */
    MIN,
    /** Bitwise (integers) or logical (BOOL) conjunction. */
    AND,
    /** Bitwise (integers) or logical (BOOL) disjunction. */
    OR,
    /** Bitwise (integers) or logical (BOOL) exclusive disjunction. */
    XOR,
    /** a shifted left by b bits, integers only; a count outside [0, bits) gives 0. */
    SHL,
    /**
     * a shifted right by b bits with zeros entering, integers only; a count outside [0, bits) gives
     * 0.
     */
    SHR;

    /** Whether the operation is one of {@code and or xor}. */
    public boolean isLogic() {
        return this == AND || this == OR || this == XOR;
    }

    /** Whether the operation is one of {@code shl shr}. */
    public boolean isShift() {
        return this == SHL || this == SHR;
    }

    /** The name in program text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
