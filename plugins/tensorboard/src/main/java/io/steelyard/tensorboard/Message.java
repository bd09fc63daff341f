package io.steelyard.tensorboard;

import com.google.protobuf.CodedOutputStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A protocol buffer message that is put together field by field. */
final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    @FunctionalInterface
    private interface Field {
        void write() throws IOException;
    }

    private Message put(Field field) {
        try {
            field.write();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException("a message in memory", impossible);
        }
    }

    Message number(int field, double value) {
        return put(() -> out.writeDouble(field, value));
    }

    Message number(int field, float value) {
        return put(() -> out.writeFloat(field, value));
    }

    Message integer(int field, long value) {
        return put(() -> out.writeInt64(field, value));
    }

    Message text(int field, String value) {
        return put(() -> out.writeString(field, value));
    }

    Message message(int field, Message value) {
        return put(() -> out.writeByteArray(field, value.toBytes()));
    }

    /** A packed field of doubles. */
    Message numbers(int field, double[] values) {
        ByteBuffer packed =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        packed.asDoubleBuffer().put(values);
        return put(() -> out.writeByteArray(field, packed.array()));
    }

    byte[] toBytes() {
        put(out::flush);
        return bytes.toByteArray();
    }
}
