package io.steelyard.classification;

import io.steelyard.data.image.Image;
import io.steelyard.data.image.LabeledImage;
import io.steelyard.spi.Row;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of examples in their order, taken while they are read. Not safe for several threads. */
final class DataDigest {
    private final MessageDigest digest;

    DataDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }

    LabeledImage add(LabeledImage image) {
        Image picture = image.image();
        for (int number :
                new int[] {image.label(), picture.height(), picture.width(), picture.channels()}) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        }
        digest.update(picture.pixels());
        return image;
    }

    Row add(Row row) {
        for (int i = 0; i < row.values().size(); i++) {
            @Nullable String value = row.value(i);
            if (value != null) {
                digest.update(value.getBytes(StandardCharsets.UTF_8));
            }
            // No text in UTF-8 has this byte; a missing value is not an empty one.
            digest.update((byte) (value == null ? 0xfe : 0xff));
        }
        return row;
    }

    /** Of what was added until now, once. */
    String hexadecimal() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
