package io.steelyard.tensorflow.internal.library;

import io.steelyard.tensor.Shape;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message of protocol buffers, field by field, by the numbers that TensorFlow's {@code .proto}
 * files give them. Few messages are written, so that no version of the protocol buffer library is
 * asked for.
 */
public final class ProtocolMessage {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int MAP_KEY = 1;
    private static final int MAP_VALUE = 2;

    /** Fields of {@code TensorShapeProto} (TensorFlow's {@code tensor_shape.proto}). */
    private static final int SHAPE_DIM = 2;

    private static final int DIM_SIZE = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A {@code TensorShapeProto}. */
    public static ProtocolMessage of(Shape shape) {
        ProtocolMessage message = new ProtocolMessage();
        for (long size : shape.toArray()) {
            message.message(SHAPE_DIM, new ProtocolMessage().number(DIM_SIZE, size));
        }
        return message;
    }

    /** A whole number, a flag or a constant of an enum. */
    public ProtocolMessage number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    /** A text. */
    public ProtocolMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A message within this one. */
    public ProtocolMessage message(int field, ProtocolMessage value) {
        return bytes(field, value.toBytes());
    }

    /** An entry of a map from texts to messages. */
    public ProtocolMessage entry(int field, String key, ProtocolMessage value) {
        return message(field, new ProtocolMessage().text(MAP_KEY, key).message(MAP_VALUE, value));
    }

    /** An entry of a map from texts to numbers. */
    public ProtocolMessage entry(int field, String key, long value) {
        return message(field, new ProtocolMessage().text(MAP_KEY, key).number(MAP_VALUE, value));
    }

    /** Bytes, or a message that is written already. */
    public ProtocolMessage bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** All fields so far. */
    public byte[] toBytes() {
        return out.toByteArray();
    }

    /** Seven bits a byte, the lowest first. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
