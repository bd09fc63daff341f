package io.steelyard.tensor;

import java.util.Locale;

/**
 * The element type of a tensor. {@link #F32}, {@link #I32} and {@link #BOOL} are mandatory for a
 * backend; the others are declared in its capabilities. Elements are stored little-endian.
 */
public enum DType {
    /** IEEE 754 binary32. */
    F32(4, Kind.FLOAT),
    /** IEEE 754 binary64. */
    F64(8, Kind.FLOAT),
    /** IEEE 754 binary16. */
    F16(2, Kind.FLOAT),
    /** The upper half of a binary32 ("brain floating point"). */
    BF16(2, Kind.FLOAT),
    /** Two's complement, 32 bits. */
    I32(4, Kind.INTEGER),
    /** Two's complement, 64 bits. */
    I64(8, Kind.INTEGER),
    /** Unsigned, 8 bits. */
    U8(1, Kind.INTEGER),
    /** One byte an element: 0 is false, 1 is true. */
    BOOL(1, Kind.BOOL);

    private enum Kind {
        FLOAT,
        INTEGER,
        BOOL
    }

    private final int bytes;
    private final Kind kind;

    DType(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    /** Bytes an element takes. */
    public int bytes() {
        return bytes;
    }

    /** Whether it is one of F32, F64, F16 and BF16. */
    public boolean isFloating() {
        return kind == Kind.FLOAT;
    }

    /** Whether it is one of I32, I64 and U8; BOOL is none. */
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /** The name used in program text, in lower case: {@code f32}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
