package io.steelyard.onnx.internal.format;

import com.google.protobuf.CodedInputStream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads one {@code AttributeProto}. */
final class AttributeReader {
    private static final int NAME = 1;
    private static final int FLOAT = 2;
    private static final int INT = 3;
    private static final int STRING = 4;
    private static final int TENSOR = 5;
    private static final int FLOATS = 7;
    private static final int INTS = 8;
    private static final int STRINGS = 9;
    private static final int TYPE = 20;

    private final CodedInputStream input;
    private final List<Float> reals = new ArrayList<>();
    private final List<Long> wholes = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private OnnxAttribute single = new OnnxAttribute.Unread();
    private String name = "";
    private int type;

    private AttributeReader(CodedInputStream input) {
        this.input = input;
    }

    /** The message that ends where the stream does. */
    static AttributeReader read(CodedInputStream input) throws IOException {
        AttributeReader reader = new AttributeReader(input);
        WireReader.fields(input, reader::field);
        return reader;
    }

    String name() {
        return name;
    }

    /** The value; a list only where the type says so, since a list may be empty. */
    OnnxAttribute value() {
        return switch (type) {
            case 6 -> new OnnxAttribute.Reals(reals);
            case 7 -> new OnnxAttribute.Wholes(wholes);
            case 8 -> new OnnxAttribute.Texts(texts);
            default -> single;
        };
    }

    private void field(int field, int tag) throws IOException {
        switch (field) {
            case NAME -> name = input.readString();
            case FLOAT -> single = new OnnxAttribute.Real(input.readFloat());
            case INT -> single = new OnnxAttribute.Whole(input.readInt64());
            case STRING -> single = new OnnxAttribute.Text(input.readString());
            case TENSOR ->
                    single =
                            new OnnxAttribute.Content(
                                    WireReader.message(input, TensorReader::read));
            case FLOATS -> WireReader.elements(input, tag, () -> reals.add(input.readFloat()));
            case INTS -> WireReader.elements(input, tag, () -> wholes.add(input.readInt64()));
            case STRINGS -> texts.add(input.readString());
            case TYPE -> type = input.readEnum();
            default -> input.skipField(tag);
        }
    }
}
