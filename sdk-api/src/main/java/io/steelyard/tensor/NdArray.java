package io.steelyard.tensor;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A concrete tensor: a type and the memory that holds its elements, row-major and little-endian, at
 * any alignment (a memory-mapped file is used without a copy).
 *
 * <p>Reading from several threads is safe while no thread writes. The memory belongs to whoever
 * made the segment; arrays from {@link #zeros} and {@link #of} live on the Java heap.
 */
public final class NdArray {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A little less than the longest {@code long[]} of common virtual machines. */
    private static final long MAX_HEAP_BYTES = (Integer.MAX_VALUE - 8) * 8L;

    private final TensorType type;
    private final MemorySegment memory;

    private NdArray(TensorType type, MemorySegment memory) {
        this.type = type;
        this.memory = memory;
    }

    /** A view of existing memory; throws {@code INVALID_ARGUMENT} unless its size is the type's. */
    public static NdArray of(TensorType type, MemorySegment memory) {
        if (memory.byteSize() != type.bytes()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An array of type "
                            + type
                            + " takes "
                            + type.bytes()
                            + " bytes; given were "
                            + memory.byteSize()
                            + ".");
        }
        return new NdArray(type, memory);
    }

    /**
     * A new array of zeros (or false) on the Java heap. Throws {@code INVALID_ARGUMENT} for a type
     * of more than 16 GiB, which only native memory holds.
     */
    public static NdArray zeros(TensorType type) {
        if (type.bytes() > MAX_HEAP_BYTES) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An array of type "
                            + type
                            + " takes "
                            + type.bytes()
                            + " bytes, more than an array on the Java heap can have; use"
                            + " zeros(type, arena).");
        }
        // A long[] behind the segment keeps every dtype aligned.
        long[] storage = new long[Math.toIntExact(Math.ceilDiv(type.bytes(), 8))];
        return new NdArray(type, MemorySegment.ofArray(storage).asSlice(0, type.bytes()));
    }

    /** A new array of zeros in native memory that lives as long as the arena. */
    public static NdArray zeros(TensorType type, Arena arena) {
        return new NdArray(
                type, arena.allocate(Math.max(type.bytes(), 1), 64).asSlice(0, type.bytes()));
    }

    /** An F32 array that copies the values. */
    public static NdArray of(float[] values, long... sizes) {
        NdArray array = zeros(checked(TensorType.of(DType.F32, sizes), values.length));
        MemorySegment.copy(values, 0, array.memory, FLOAT, 0, values.length);
        return array;
    }

    /** An F64 array that copies the values. */
    public static NdArray of(double[] values, long... sizes) {
        NdArray array = zeros(checked(TensorType.of(DType.F64, sizes), values.length));
        MemorySegment.copy(values, 0, array.memory, DOUBLE, 0, values.length);
        return array;
    }

    /** An I32 array that copies the values. */
    public static NdArray of(int[] values, long... sizes) {
        NdArray array = zeros(checked(TensorType.of(DType.I32, sizes), values.length));
        MemorySegment.copy(values, 0, array.memory, INT, 0, values.length);
        return array;
    }

    /** An I64 array that copies the values. */
    public static NdArray of(long[] values, long... sizes) {
        NdArray array = zeros(checked(TensorType.of(DType.I64, sizes), values.length));
        MemorySegment.copy(values, 0, array.memory, LONG, 0, values.length);
        return array;
    }

    /** A BOOL array that copies the values. */
    public static NdArray of(boolean[] values, long... sizes) {
        NdArray array = zeros(checked(TensorType.of(DType.BOOL, sizes), values.length));
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i] ? 1 : 0);
        }
        return array;
    }

    /** An F32 scalar. */
    public static NdArray scalar(float value) {
        return of(new float[] {value});
    }

    /** An I32 scalar. */
    public static NdArray scalar(int value) {
        return of(new int[] {value});
    }

    private static TensorType checked(TensorType type, int length) {
        if (type.elements() != length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An array of shape "
                            + type.shape()
                            + " has "
                            + type.elements()
                            + " elements; given were "
                            + length
                            + ".");
        }
        return type;
    }

    /** DType and shape. */
    public TensorType type() {
        return type;
    }

    /** The type of the elements. */
    public DType dtype() {
        return type.dtype();
    }

    /** The sizes of the axes. */
    public Shape shape() {
        return type.shape();
    }

    /** The elements, row-major and little-endian; a write through it changes the array. */
    public MemorySegment memory() {
        return memory;
    }

    /**
     * The element at a row-major index as a double: exact for every dtype but large I64. Throws
     * {@link IndexOutOfBoundsException} for an index outside the array, as the other methods with
     * an index do.
     */
    public double get(long index) {
        return switch (type.dtype()) {
            case F32 -> memory.get(FLOAT, index * 4);
            case F64 -> memory.get(DOUBLE, index * 8);
            case F16 -> Float.float16ToFloat(memory.get(SHORT, index * 2));
            case BF16 -> Float.intBitsToFloat(memory.get(SHORT, index * 2) << 16);
            case I32 -> memory.get(INT, index * 4);
            case I64 -> memory.get(LONG, index * 8);
            case U8, BOOL -> memory.get(ValueLayout.JAVA_BYTE, index) & 0xff;
        };
    }

    /** The integer or boolean (0, 1) at a row-major index; floats are truncated, NaN gives 0. */
    public long getLong(long index) {
        return type.dtype() == DType.I64 ? memory.get(LONG, index * 8) : (long) get(index);
    }

    /**
     * Stores a value at a row-major index, rounded to the nearest value of the dtype (ties to even)
     * for floats and truncated towards zero for integers; for BOOL anything but 0 is true. Beyond
     * their range, floats become infinite, I32 and I64 stop at their ends, and U8 keeps the lowest
     * 8 bits.
     */
    public void set(long index, double value) {
        switch (type.dtype()) {
            case F32 -> memory.set(FLOAT, index * 4, (float) value);
            case F64 -> memory.set(DOUBLE, index * 8, value);
            case F16 -> memory.set(SHORT, index * 2, Float.floatToFloat16(roundedToOdd(value)));
            case BF16 -> memory.set(SHORT, index * 2, toBFloat16(roundedToOdd(value)));
            case I32 -> memory.set(INT, index * 4, (int) value);
            case I64 -> memory.set(LONG, index * 8, (long) value);
            case U8 -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) (int) value);
            case BOOL -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) (value != 0 ? 1 : 0));
        }
    }

    /**
     * Stores an integer without going through a double: rounded once for floats; I32 and U8 keep
     * the lowest bits, as Java's casts do; for BOOL anything but 0 is true.
     */
    public void setLong(long index, long value) {
        switch (type.dtype()) {
            case I64 -> memory.set(LONG, index * 8, value);
            case I32 -> memory.set(INT, index * 4, (int) value);
            case U8 -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) value);
            case F32 -> memory.set(FLOAT, index * 4, (float) value);
            case F64, BOOL -> set(index, value);
            case F16, BF16 -> set(index, beyondTies(value));
        }
    }

    /** An integer as a double that lies on the same side of each tie of a half-precision format. */
    private static double beyondTies(long value) {
        boolean exact = (long) (double) value == value;
        return exact ? value : (value & ~0xfffL) | 0x800;
    }

    /**
     * The float next to a double whose last bit is 1 unless the double is a float itself: rounding
     * this to a narrower format gives what rounding the double at once gives (Boldo and Melquiond
     * 2008, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to
     * odd").
     */
    private static float roundedToOdd(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value) || Float.isInfinite(nearest)) {
            return nearest;
        }
        int bits = Float.floatToRawIntBits(nearest);
        int towardsZero = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
        return Float.intBitsToFloat(towardsZero | 1);
    }

    /** Nearest bfloat16, ties to even; NaN stays NaN. */
    private static short toBFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** A copy of an F32 array's elements. */
    public float[] toFloatArray() {
        require(DType.F32);
        return memory.toArray(FLOAT);
    }

    /** A copy of an I32 array's elements. */
    public int[] toIntArray() {
        require(DType.I32);
        return memory.toArray(INT);
    }

    /** The one element of an array that has one; throws {@code INVALID_ARGUMENT} otherwise. */
    public double item() {
        if (type.elements() != 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "item() reads an array of one element; this one is " + type + ".");
        }
        return get(0);
    }

    /**
     * The same memory under another shape. Throws {@code INVALID_ARGUMENT} unless it has as many
     * elements.
     */
    public NdArray reshape(long... sizes) {
        return of(new TensorType(type.dtype(), Shape.of(sizes)), memory);
    }

    /**
     * The same numbers as another dtype, on the Java heap, each stored as {@link #set} does; this
     * array itself where it has that dtype already.
     */
    public NdArray convert(DType dtype) {
        if (dtype == type.dtype()) {
            return this;
        }
        NdArray converted = zeros(new TensorType(dtype, type.shape()));
        if (convertWeights(converted)) {
            return converted;
        }
        boolean integers = type.dtype() == DType.I64;
        for (long i = 0; i < type.elements(); i++) {
            if (integers) {
                converted.setLong(i, getLong(i));
            } else {
                converted.set(i, get(i));
            }
        }
        return converted;
    }

    /**
     * Fills an array with these numbers where both have one of the dtypes of weights, of which
     * there may be billions; says whether it did.
     */
    private boolean convertWeights(NdArray to) {
        MemorySegment target = to.memory;
        DType wanted = to.dtype();
        long count = type.elements();
        if (type.dtype() == DType.F32 && wanted == DType.BF16) {
            for (long i = 0; i < count; i++) {
                target.set(SHORT, 2 * i, toBFloat16(memory.get(FLOAT, 4 * i)));
            }
        } else if (type.dtype() == DType.F32 && wanted == DType.F16) {
            for (long i = 0; i < count; i++) {
                target.set(SHORT, 2 * i, Float.floatToFloat16(memory.get(FLOAT, 4 * i)));
            }
        } else if (type.dtype() == DType.BF16 && wanted == DType.F32) {
            for (long i = 0; i < count; i++) {
                target.set(FLOAT, 4 * i, Float.intBitsToFloat(memory.get(SHORT, 2 * i) << 16));
            }
        } else if (type.dtype() == DType.F16 && wanted == DType.F32) {
            for (long i = 0; i < count; i++) {
                target.set(FLOAT, 4 * i, Float.float16ToFloat(memory.get(SHORT, 2 * i)));
            }
        } else {
            return false;
        }
        return true;
    }

    /** A copy on the Java heap. */
    public NdArray copy() {
        NdArray copy = zeros(type);
        copy.memory.copyFrom(memory);
        return copy;
    }

    /** Whether type and every byte are the same: NaN equals itself here, and 0 differs from -0. */
    public boolean bitEquals(NdArray other) {
        return type.equals(other.type) && memory.mismatch(other.memory) < 0;
    }

    private void require(DType dtype) {
        if (type.dtype() != Objects.requireNonNull(dtype)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Asked was for the elements as "
                            + dtype.text()
                            + "; this array is "
                            + type
                            + ".");
        }
    }

    /** Type and first elements. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type.toString()).append(" {");
        long shown = Math.min(type.elements(), 8);
        for (long i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ");
            text.append(
                    type.dtype().isFloating()
                            ? Double.toString(get(i))
                            : Long.toString(getLong(i)));
        }
        return text.append(type.elements() > shown ? ", ...}" : "}").toString();
    }
}
