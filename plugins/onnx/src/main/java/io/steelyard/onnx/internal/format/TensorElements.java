package io.steelyard.onnx.internal.format;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Turns the elements of a tensor in a file into an array. Their count is held against the shape
 * before anything of its size is made.
 *
 * @param name for messages
 */
record TensorElements(String name, ElementType type, Shape shape) {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * From {@code raw_data}: little-endian, elements of less than 8 bits from the lowest bit on.
     */
    NdArray ofBytes(byte[] bytes) {
        require(Math.ceilDiv(shape.elements() * type.bits(), Byte.SIZE), bytes.length, "bytes");
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (type.isCarriedAsItself()) {
            return NdArray.of(new TensorType(type.carrier(), shape), memory);
        }
        NdArray array = NdArray.zeros(new TensorType(type.carrier(), shape));
        for (long i = 0; i < shape.elements(); i++) {
            store(array, i, code(memory, i));
        }
        return array;
    }

    private long code(MemorySegment memory, long index) {
        return switch (type.bits()) {
            case 16 -> memory.get(SHORT, index * 2);
            case 32 -> memory.get(INT, index * 4);
            case 64 -> memory.get(LONG, index * 8);
            default -> {
                long first = index * type.bits();
                yield memory.get(ValueLayout.JAVA_BYTE, first / Byte.SIZE) >> first % Byte.SIZE;
            }
        };
    }

    /**
     * From one of the fields of numbers: the bits of one element each, or of as many as a byte
     * holds.
     */
    NdArray ofNumbers(long[] numbers) {
        int packed = Math.max(1, Byte.SIZE / type.bits());
        require(Math.ceilDiv(shape.elements(), packed), numbers.length, "numbers");
        NdArray array = NdArray.zeros(new TensorType(type.carrier(), shape));
        for (int i = 0; i < shape.elements(); i++) {
            store(array, i, numbers[i / packed] >> i % packed * type.bits());
        }
        return array;
    }

    private void store(NdArray array, long index, long code) {
        if (!type.isCarriedAsItself()) {
            long value = type.carried(code);
            if (type == ElementType.UINT64 && value < 0) {
                throw new SteelyardException(
                        ErrorCode.INVALID_FILE,
                        "Tensor '"
                                + name
                                + "' of uint64 has the element "
                                + Long.toUnsignedString(value)
                                + "; read are those below 2^63.");
            }
            array.setLong(index, value);
            return;
        }
        MemorySegment memory = array.memory();
        switch (type.carrier()) {
            case F32, I32 -> memory.set(INT, index * 4, (int) code);
            case F64, I64 -> memory.set(LONG, index * 8, code);
            case F16, BF16 -> memory.set(SHORT, index * 2, (short) code);
            case U8, BOOL -> memory.set(ValueLayout.JAVA_BYTE, index, (byte) code);
        }
    }

    private void require(long expected, long given, String what) {
        if (expected != given) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "Tensor '"
                            + name
                            + "' of "
                            + type
                            + " and shape "
                            + shape
                            + " takes "
                            + expected
                            + " "
                            + what
                            + "; the file has "
                            + given
                            + ".");
        }
    }
}
