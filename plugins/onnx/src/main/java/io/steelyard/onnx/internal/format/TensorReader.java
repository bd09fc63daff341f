package io.steelyard.onnx.internal.format;

import com.google.protobuf.CodedInputStream;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.Shape;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.stream.LongStream;

/** Reads one {@code TensorProto}, whose elements stand in one of several fields. */
final class TensorReader {
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;
    private static final int FLOAT_DATA = 4;
    private static final int INT32_DATA = 5;
    private static final int INT64_DATA = 7;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int DOUBLE_DATA = 10;
    private static final int UINT64_DATA = 11;
    private static final int DATA_LOCATION = 14;

    private final CodedInputStream input;
    private final LongStream.Builder sizes = LongStream.builder();
    private final LongStream.Builder numbers = LongStream.builder();
    private byte @Nullable [] raw;
    private String name = "";
    private int dataType;
    private boolean elsewhere;

    private TensorReader(CodedInputStream input) {
        this.input = input;
    }

    /** The message that ends where the stream does. */
    static OnnxTensor read(CodedInputStream input) throws IOException {
        TensorReader reader = new TensorReader(input);
        WireReader.fields(input, reader::field);
        return reader.tensor();
    }

    private void field(int field, int tag) throws IOException {
        switch (field) {
            case DIMS -> WireReader.elements(input, tag, () -> sizes.add(input.readInt64()));
            case DATA_TYPE -> dataType = input.readInt32();
            case FLOAT_DATA ->
                    WireReader.elements(input, tag, () -> numbers.add(input.readFixed32()));
            case INT32_DATA ->
                    WireReader.elements(input, tag, () -> numbers.add(input.readInt32()));
            case INT64_DATA, UINT64_DATA ->
                    WireReader.elements(input, tag, () -> numbers.add(input.readInt64()));
            case DOUBLE_DATA ->
                    WireReader.elements(input, tag, () -> numbers.add(input.readFixed64()));
            case NAME -> name = input.readString();
            case RAW_DATA -> raw = input.readByteArray();
            case DATA_LOCATION -> elsewhere = input.readEnum() != 0;
            default -> input.skipField(tag);
        }
    }

    private OnnxTensor tensor() {
        if (elsewhere) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "Tensor '"
                            + name
                            + "' has its elements in another file, which is not read; save the"
                            + " model with its tensors inside.");
        }
        ElementType type = ElementType.of(dataType);
        TensorElements elements = new TensorElements(name, type, shape());
        byte[] bytes = raw;
        return new OnnxTensor(
                name,
                type,
                bytes == null
                        ? elements.ofNumbers(numbers.build().toArray())
                        : elements.ofBytes(bytes));
    }

    private Shape shape() {
        long[] given = sizes.build().toArray();
        Shape shape = Shape.of(given);
        try {
            // Bits of the elements are counted later; 64 for each must not overflow.
            Math.multiplyExact(shape.elements(), Long.SIZE);
        } catch (ArithmeticException problem) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    "Tensor '" + name + "' of shape " + shape + " is too large to be read.",
                    problem);
        }
        return shape;
    }
}
