package io.steelyard.reference.internal.kernel;

/** What vectors of kernels have in their lanes, and memory has for each of them. */
public enum VectorElement {
    /** F32. */
    FLOAT(Float.BYTES),

    /** BOOL: a mask of F32 lanes in a vector, and a byte, 0 or 1, in memory. */
    BOOL(Byte.BYTES);

    private final int bytes;

    VectorElement(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of an element in memory. */
    public int bytes() {
        return bytes;
    }
}
