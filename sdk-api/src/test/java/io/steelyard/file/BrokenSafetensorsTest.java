package io.steelyard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** No broken file gives anything but {@code INVALID_FILE} and a sentence. */
final class BrokenSafetensorsTest {
    private static final String GOOD =
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"0", "1", "7"})
    void tooShortForALength(int bytes) throws IOException {
        refuses(new byte[bytes], "it has " + bytes + " bytes, fewer than the 8 of a header length");
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "9223372036854775807", "100000001", "1000"})
    void aHeaderLengthThatCannotBe(long length) throws IOException {
        byte[] file = file(GOOD, 8);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        refuses(
                file,
                "its header is to have "
                        + length
                        + " bytes and the whole file has "
                        + file.length
                        + ", so it was cut short or is of another format");
    }

    @Test
    void cutShortInTheHeaderAndInTheData() throws IOException {
        byte[] file = file(GOOD, 8);
        refuses(Arrays.copyOf(file, 20), "so it was cut short or is of another format");
        refuses(
                Arrays.copyOf(file, file.length - 1),
                "tensor 'a' ends at byte 8 and the data at 7, so it was cut short");
        refuses(
                Arrays.copyOf(file, file.length - 8),
                "tensor 'a' ends at byte 8 and the data at 0, so it was cut short");
        refuses(Arrays.copyOf(file, file.length + 3), "3 bytes follow that belong to no tensor");
    }

    @Test
    void overlappingTensorsAndGaps() throws IOException {
        refuses(
                file(
                        entry("a", "F32", "[2]", "[0,8]")
                                + ","
                                + entry("b", "F32", "[2]", "[4,12]"),
                        12),
                "tensor 'b' begins at byte 4 and not at 8, where the one before it ends");
        refuses(
                file(
                        entry("a", "F32", "[2]", "[0,8]")
                                + ","
                                + entry("b", "F32", "[1]", "[12,16]"),
                        16),
                "tensor 'b' begins at byte 12 and not at 8, where the one before it ends");
        refuses(
                file(entry("a", "F32", "[2]", "[4,12]"), 12),
                "tensor 'a' begins at byte 4 and not at 0, where the one before it ends");
        refuses(
                file(
                        entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[2]", "[0,8]"),
                        8),
                "tensor 'b' begins at byte 0 and not at 8, where the one before it ends");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "F32|[2]|[0,7]|tensor 'a' of type f32[2] takes 8 bytes and its offsets are 0 and 7",
                "F32|[2]|[8,0]|tensor 'a' of type f32[2] takes 8 bytes and its offsets are 8 and 0",
                "F32|[2]|[-8,0]|tensor 'a' of type f32[2] takes 8 bytes and its offsets are -8 and"
                        + " 0",
                "F32|[2]|[0]|tensor 'a' lacks dtype, shape or data_offsets",
                "F32|[2]|[0,8,9]|tensor 'a' lacks dtype, shape or data_offsets",
                "F32|[2]|[0.5,8.5]|tensor 'a' lacks dtype, shape or data_offsets",
                "F32|[2]|[0,18446744073709551624]|tensor 'a' lacks dtype, shape or data_offsets",
                "F32|[2]|\"08\"|tensor 'a' lacks dtype, shape or data_offsets",
                "F32|2|[0,8]|tensor 'a' lacks dtype, shape or data_offsets",
                "F32|[-2]|[0,8]|tensor 'a' has the size -2 in its shape",
                "F32|[1.5]|[0,8]|tensor 'a' has the size 1.5 in its shape",
                "F32|[18446744073709551618]|[0,8]|has the size 18446744073709551618 in its shape",
                "F32|[4294967296,4294967296]|[0,8]|of type f32[4294967296,4294967296] is too large",
                "F32|[4611686018427387904]|[0,8]|of type f32[4611686018427387904] is too large",
            })
    void aDescriptionThatDoesNotHold(String dtype, String shape, String offsets, String what)
            throws IOException {
        refuses(file(entry("a", dtype, shape, offsets), 8), what);
    }

    @Test
    void aDTypeOfTheFormatThatIsNotRead() throws IOException {
        Path file = write(file(entry("a", "I16", "[4]", "[0,8]"), 8));
        assertThatThrownBy(() -> Safetensors.open(file))
                .hasMessage(
                        file
                                + " holds tensor 'a' of dtype I16; supported are [F32, F64, F16,"
                                + " BF16, I32, I64, U8, BOOL]. Convert it to one of these.");
    }

    @Test
    void aHeaderThatIsNoJsonObject() throws IOException {
        refuses(raw("[1,2,3]"), "its header is no JSON object: it does not begin with '{'");
        refuses(raw(" " + GOOD), "its header is no JSON object: it does not begin with '{'");
        refuses(raw("{\"a\":"), "its header is no JSON: ");
        refuses(raw(GOOD + "}", new byte[8]), "its header is no JSON: ");
        refuses(raw("{\"a\":1}"), "tensor 'a' lacks dtype, shape or data_offsets");
        refuses(
                raw("{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}"),
                "its header is no JSON: ");
        refuses(
                raw(GOOD.substring(0, GOOD.length() - 1) + "," + GOOD.substring(1), new byte[8]),
                "its header is no JSON: Duplicate field 'a'");
        byte[] latin = raw("{\"ae\":1}");
        latin[10] = (byte) 0xe4;
        refuses(latin, "its header is not UTF-8");
    }

    @Test
    void textsThatAreNone() throws IOException {
        refuses(raw("{\"__metadata__\":[\"a\"]}"), "its __metadata__ is no JSON object of texts");
        refuses(raw("{\"__metadata__\":{\"a\":1}}"), "its __metadata__ is no JSON object of texts");
    }

    /** Bytes flipped, cut out, doubled or appended by a seeded generator. */
    @Test
    void whatComesOfAnyOtherDamage() throws IOException {
        Map<String, NdArray> tensors = new LinkedHashMap<>();
        tensors.put("wte.weight", NdArray.of(new float[12], 3, 4));
        tensors.put("ids", NdArray.of(new int[5], 5));
        tensors.put("mask", NdArray.of(new boolean[3], 3));
        Path source = directory.resolve("good.safetensors");
        Safetensors.write(source, tensors, Map.of("format", "pt"));
        byte[] good = Files.readAllBytes(source);
        Random random = new Random(2026);
        int whole = 0;
        for (int i = 0; i < 2_000; i++) {
            Path file = write(mutated(good, random));
            try (Safetensors read = Safetensors.open(file)) {
                whole++;
                read.tensors().values().forEach(NdArray::toString);
            } catch (SteelyardException refused) {
                assertThat(refused.code()).as("file %d", i).isEqualTo(ErrorCode.INVALID_FILE);
                assertThat(refused).hasMessageContaining(file.toString());
            }
        }
        // Flips in the data make another whole file; both sides are to be exercised.
        assertThat(whole).isBetween(50, 1_950);
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(bytes.length);
            int length = random.nextInt(bytes.length - at) + 1;
            switch (random.nextInt(7)) {
                case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) "0123456789-.e\"{}[],:".charAt(random.nextInt(20));
                case 3 ->
                        bytes[random.nextInt(Math.min(8, bytes.length))] =
                                (byte) random.nextInt(256);
                case 4 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 5 -> bytes = Arrays.copyOf(bytes, bytes.length + length);
                default -> System.arraycopy(bytes, at, bytes, random.nextInt(at + 1), length);
            }
        }
        return bytes;
    }

    private void refuses(byte[] content, String what) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_FILE))
                .hasMessageStartingWith(file + " is not a whole safetensors file: ")
                .hasMessageContaining(what)
                .hasMessageEndingWith(". Use another copy or an earlier checkpoint.");
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(directory.resolve("broken.safetensors"), content);
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
        return "\""
                + name
                + "\":{\"dtype\":\""
                + dtype
                + "\",\"shape\":"
                + shape
                + ",\"data_offsets\":"
                + offsets
                + "}";
    }

    private static byte[] file(String entries, int dataBytes) {
        return raw(entries.startsWith("{") ? entries : "{" + entries + "}", new byte[dataBytes]);
    }

    private static byte[] raw(String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
        bytes.writeBytes(text);
        bytes.writeBytes(data);
        return bytes.toByteArray();
    }
}
