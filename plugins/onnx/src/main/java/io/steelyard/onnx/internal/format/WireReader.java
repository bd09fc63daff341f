package io.steelyard.onnx.internal.format;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

import java.io.IOException;

/** What every message of the protobuf wire format has: fields, embedded messages, packed lists. */
final class WireReader {
    /** Reads the field of a tag, or skips it. */
    @FunctionalInterface
    interface FieldReader {
        void read(int field, int tag) throws IOException;
    }

    /** Reads one message that ends where the stream does. */
    @FunctionalInterface
    interface MessageReader<T> {
        T read(CodedInputStream input) throws IOException;
    }

    /** Reads one element of a list. */
    @FunctionalInterface
    interface ElementReader {
        void read() throws IOException;
    }

    private WireReader() {}

    /** Every field up to the end of the message. */
    static void fields(CodedInputStream input, FieldReader reader) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            reader.read(WireFormat.getTagFieldNumber(tag), tag);
        }
    }

    /** A message that is the value of a field. */
    static <T> T message(CodedInputStream input, MessageReader<T> reader) throws IOException {
        int outer = input.pushLimit(input.readRawVarint32());
        T message = reader.read(input);
        input.popLimit(outer);
        return message;
    }

    /** A field of a list of numbers: one element, or many that are packed into one value. */
    static void elements(CodedInputStream input, int tag, ElementReader reader) throws IOException {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            reader.read();
            return;
        }
        int outer = input.pushLimit(input.readRawVarint32());
        while (!input.isAtEnd()) {
            reader.read();
        }
        input.popLimit(outer);
    }
}
