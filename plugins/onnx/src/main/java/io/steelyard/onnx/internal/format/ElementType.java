package io.steelyard.onnx.internal.format;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;

/**
 * The element types of ONNX ({@code TensorProto.DataType}, onnx.proto3) that are numbers or truth
 * values, each with the dtype that carries it in a program.
 *
 * <p>Integers that the SDK has no dtype for are carried by value in a wider one; floats of 8 and 4
 * bits are carried as their bits in I32.
 */
public enum ElementType {
    FLOAT(1, 32, DType.F32, Form.SAME),
    UINT8(2, 8, DType.U8, Form.SAME),
    INT8(3, 8, DType.I32, Form.SIGNED),
    UINT16(4, 16, DType.I32, Form.UNSIGNED),
    INT16(5, 16, DType.I32, Form.SIGNED),
    INT32(6, 32, DType.I32, Form.SAME),
    INT64(7, 64, DType.I64, Form.SAME),
    BOOL(9, 8, DType.BOOL, Form.SAME),
    FLOAT16(10, 16, DType.F16, Form.SAME),
    DOUBLE(11, 64, DType.F64, Form.SAME),
    UINT32(12, 32, DType.I64, Form.UNSIGNED),
    /** Only values below 2^63. */
    UINT64(13, 64, DType.I64, Form.UNSIGNED),
    BFLOAT16(16, 16, DType.BF16, Form.SAME),
    FLOAT8E4M3FN(17, 8, DType.I32, Form.BITS),
    FLOAT8E4M3FNUZ(18, 8, DType.I32, Form.BITS),
    FLOAT8E5M2(19, 8, DType.I32, Form.BITS),
    FLOAT8E5M2FNUZ(20, 8, DType.I32, Form.BITS),
    UINT4(21, 4, DType.I32, Form.UNSIGNED),
    INT4(22, 4, DType.I32, Form.SIGNED),
    FLOAT4E2M1(23, 4, DType.I32, Form.BITS),
    UINT2(25, 2, DType.I32, Form.UNSIGNED),
    INT2(26, 2, DType.I32, Form.SIGNED);

    /** How an element is carried. */
    private enum Form {
        /** The carrier is the type itself. */
        SAME,
        /** By value; two's complement in the file. */
        SIGNED,
        /** By value; never negative. */
        UNSIGNED,
        /** Its bits as an integer. */
        BITS
    }

    private final int number;
    private final int bits;
    private final DType carrier;
    private final Form form;

    ElementType(int number, int bits, DType carrier, Form form) {
        this.number = number;
        this.bits = bits;
        this.carrier = carrier;
        this.form = form;
    }

    /**
     * The type of a number in a file. Throws {@code INVALID_FILE} for one that is none of these,
     * such as strings (8) and complex numbers (14, 15).
     */
    public static ElementType of(long number) {
        for (ElementType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new SteelyardException(
                ErrorCode.INVALID_FILE,
                "The element type "
                        + number
                        + " of ONNX is not read; accepted are numbers and truth values (1 to 7, 9"
                        + " to 13, 16 to 23, 25 and 26).");
    }

    /** Bits an element takes in a file. */
    public int bits() {
        return bits;
    }

    /** The dtype that carries it in a program. */
    public DType carrier() {
        return carrier;
    }

    /** Whether the carrier has the values, the range and the bits of this type. */
    public boolean isCarriedAsItself() {
        return form == Form.SAME;
    }

    /** Whether an element is carried as its bits, which are no number to compute with. */
    public boolean isCarriedAsBits() {
        return form == Form.BITS;
    }

    /** Whether it is an integer, carried by value. */
    public boolean isInteger() {
        return form != Form.BITS && carrier.isInteger();
    }

    /** Whether it is a float of at least 16 bits, carried by value. */
    public boolean isFloating() {
        return carrier.isFloating();
    }

    /** The smallest value of an integer type. */
    public long smallest() {
        return isUnsigned() ? 0 : -1L << (bits - 1);
    }

    /** The largest value of an integer type; 2^63 - 1 for {@link #UINT64}. */
    public long largest() {
        int magnitude = Math.min(isUnsigned() ? bits : bits - 1, Long.SIZE - 1);
        return magnitude == Long.SIZE - 1 ? Long.MAX_VALUE : (1L << magnitude) - 1;
    }

    private boolean isUnsigned() {
        return form == Form.UNSIGNED || this == UINT8;
    }

    /**
     * What is carried for the bits of an element of this type, one that is not carried as itself.
     */
    long carried(long code) {
        int unused = Long.SIZE - bits;
        return form == Form.SIGNED ? code << unused >> unused : code << unused >>> unused;
    }
}
