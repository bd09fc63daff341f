package io.steelyard.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.CompileReport;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Callback;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

final class TensorBoardLogTest {
    @TempDir Path directory;

    /**
     * The fields of a message by number: {@code Long} for integers and bits, bytes for the rest.
     */
    private static Map<Integer, List<Object>> fields(byte[] message) throws IOException {
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value =
                    switch (WireFormat.getTagWireType(tag)) {
                        case WireFormat.WIRETYPE_VARINT -> in.readInt64();
                        case WireFormat.WIRETYPE_FIXED64 -> in.readFixed64();
                        case WireFormat.WIRETYPE_FIXED32 -> (long) in.readFixed32();
                        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                        default -> throw new IOException("wire type of tag " + tag);
                    };
            fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), _ -> new ArrayList<>())
                    .add(value);
        }
        return fields;
    }

    private static byte[] bytes(Map<Integer, List<Object>> message, int field) {
        return (byte[]) message.get(field).getFirst();
    }

    private static String text(Map<Integer, List<Object>> message, int field) {
        return new String(bytes(message, field), StandardCharsets.UTF_8);
    }

    private static long integer(Map<Integer, List<Object>> message, int field) {
        return (long) message.get(field).getFirst();
    }

    private static double number(Map<Integer, List<Object>> message, int field) {
        return Double.longBitsToDouble(integer(message, field));
    }

    private static double[] numbers(Map<Integer, List<Object>> message, int field) {
        double[] values = new double[bytes(message, field).length / 8];
        ByteBuffer.wrap(bytes(message, field))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .get(values);
        return values;
    }

    /**
     * CRC-32C bit by bit, with the reversed polynomial of RFC 3720, appendix B.4, and the mask of
     * TensorFlow's crc32c.h.
     */
    private static int masked(byte[] bytes) {
        int crc = ~0;
        for (byte next : bytes) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) * 0x82f63b78);
            }
        }
        crc = ~crc;
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    private static List<Map<Integer, List<Object>>> events(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Map<Integer, List<Object>>> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] record =
                    new byte
                            [(int)
                                    ByteBuffer.wrap(length)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getLong()];
            in.get(record);
            assertThat(in.getInt()).isEqualTo(masked(record));
            events.add(fields(record));
        }
        return events;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** The value of a summary: field 5 of an event, field 1 of that. */
    private static Map<Integer, List<Object>> value(Map<Integer, List<Object>> event)
            throws IOException {
        return fields(bytes(fields(bytes(event, 5)), 1));
    }

    private static void start(TensorBoardLog log, long firstStep) {
        CompileReport report = new CompileReport(1, 0, 0, 0, Duration.ZERO);
        log.started(new Callback.TrainingStart(10, firstStep, report));
    }

    private static Callback.TrainingStep step(long step) {
        return new Callback.TrainingStep(step, 0, 2.5, 1.25, 0.5, 64);
    }

    /** RFC 3720, appendix B.4. */
    @Test
    void theChecksumGivesTheKnownAnswers() {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        byte[] ascending = new byte[32];
        for (int i = 0; i < 32; i++) {
            ascending[i] = (byte) i;
        }
        assertThat(unmasked(new byte[32])).isEqualTo(0x8a9136aa);
        assertThat(unmasked(ones)).isEqualTo(0x62a8ab43);
        assertThat(unmasked(ascending)).isEqualTo(0x46dd794e);
        byte[] command =
                HexFormat.of()
                        .parseHex(
                                "01c00000000000000000000000000000"
                                        + "14000000000004000000001400000018"
                                        + "28000000000000000200000000000000");
        assertThat(unmasked(command)).isEqualTo(0xd9963a56);
    }

    private static int unmasked(byte[] bytes) {
        assertThat(EventFile.masked(bytes, bytes.length)).isEqualTo(masked(bytes));
        int rotated = EventFile.masked(bytes, bytes.length) - 0xa282ead8;
        return (rotated >>> 17) | (rotated << 15);
    }

    @Test
    void stepsAndValidationsAreScalars() throws IOException {
        try (TensorBoardLog log = new TensorBoardLog(directory, 2)) {
            start(log, 0);
            for (long step = 1; step <= 4; step++) {
                log.stepped(step(step));
            }
            log.validated(4, Map.of("validation/loss", 0.75));
            // A reader sees it while the training goes on.
            assertThat(events(files().getFirst())).hasSize(11);
        }
        List<Map<Integer, List<Object>>> events = events(files().getFirst());
        assertThat(files().getFirst().getFileName().toString()).startsWith("events.out.tfevents.");
        assertThat(text(events.getFirst(), 3)).isEqualTo("brain.Event:2");
        List<String> told = new ArrayList<>();
        for (Map<Integer, List<Object>> event : events.subList(1, events.size())) {
            assertThat(number(event, 1)).isGreaterThan(1.7e9);
            float value = Float.intBitsToFloat((int) integer(value(event), 2));
            told.add(integer(event, 2) + " " + text(value(event), 1) + " " + value);
        }
        assertThat(told)
                .containsExactly(
                        "1 train/loss 2.5",
                        "1 gradient_norm 1.25",
                        "1 learning_rate 0.5",
                        "2 train/loss 2.5",
                        "2 gradient_norm 1.25",
                        "2 learning_rate 0.5",
                        "4 train/loss 2.5",
                        "4 gradient_norm 1.25",
                        "4 learning_rate 0.5",
                        "4 validation/loss 0.75");
    }

    @Test
    void weightsAndGradientsAreHistograms() throws IOException {
        float[] values = new float[64 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 64; // three of each from 0 to 63
        }
        try (TensorBoardLog log = new TensorBoardLog(directory)) {
            start(log, 0);
            log.inspected(
                    new Callback.Inspection(
                            5,
                            Map.of("hidden.weight", NdArray.of(values, 64, 3)),
                            Map.of("hidden.weight", NdArray.of(new float[] {2, Float.NaN, 2}, 3))));
        }
        List<Map<Integer, List<Object>>> events = events(files().getFirst());
        assertThat(integer(events.get(1), 2)).isEqualTo(5);
        assertThat(text(value(events.get(1)), 1)).isEqualTo("weights/hidden.weight");
        Map<Integer, List<Object>> weights = fields(bytes(value(events.get(1)), 5));
        assertThat(number(weights, 1)).isEqualTo(0);
        assertThat(number(weights, 2)).isEqualTo(63);
        assertThat(number(weights, 3)).isEqualTo(192);
        assertThat(number(weights, 4)).isEqualTo(3 * 63 * 64 / 2.0);
        assertThat(number(weights, 5)).isEqualTo(3 * 63 * 64 * 127 / 6.0);
        assertThat(numbers(weights, 6)).hasSize(64).startsWith(63 / 64.0).endsWith(63);
        assertThat(numbers(weights, 7)).hasSize(64).containsOnly(3);

        assertThat(text(value(events.get(2)), 1)).isEqualTo("gradients/hidden.weight");
        Map<Integer, List<Object>> gradients = fields(bytes(value(events.get(2)), 5));
        assertThat(numbers(gradients, 6)).containsExactly(2);
        assertThat(numbers(gradients, 7)).containsExactly(2);
        assertThat(number(gradients, 4)).isEqualTo(4);
    }

    @Test
    void textsAreTensorsOfOneString() throws IOException {
        try (TensorBoardLog log = new TensorBoardLog(directory)) {
            start(log, 0);
            log.text(7, "sample", "Ünder the mat");
            log.failed(8, new SteelyardException(ErrorCode.TRAINING_DIVERGED, "NaN."));
        }
        List<Map<Integer, List<Object>>> events = events(files().getFirst());
        Map<Integer, List<Object>> value = value(events.get(1));
        Map<Integer, List<Object>> tensor = fields(bytes(value, 8));
        Map<Integer, List<Object>> metadata = fields(bytes(value, 9));
        assertThat(text(value, 1)).isEqualTo("sample");
        assertThat(integer(tensor, 1)).isEqualTo(7); // DT_STRING
        assertThat(integer(fields(bytes(fields(bytes(tensor, 2)), 2)), 1)).isEqualTo(1);
        assertThat(text(tensor, 8)).isEqualTo("Ünder the mat");
        assertThat(text(fields(bytes(metadata, 1)), 1)).isEqualTo("text");
        assertThat(integer(metadata, 4)).isEqualTo(2); // DATA_CLASS_TENSOR
        assertThat(text(fields(bytes(value(events.get(2)), 8)), 8))
                .isEqualTo("TRAINING_DIVERGED: NaN.");
    }

    /** A session that starts (status 1) at a step takes back what earlier files have from there. */
    @Test
    void aTrainingThatIsResumedHasAFileOfItsOwn() throws IOException {
        try (TensorBoardLog log = new TensorBoardLog(directory, 1)) {
            start(log, 0);
            log.stepped(step(1));
        }
        byte[] first = Files.readAllBytes(files().getFirst());
        try (TensorBoardLog log = new TensorBoardLog(directory, 1)) {
            start(log, 40);
            log.stepped(step(41));
        }
        assertThat(files()).hasSize(2);
        assertThat(files().getFirst()).hasBinaryContent(first);
        List<Map<Integer, List<Object>>> events = events(files().getLast());
        assertThat(integer(events.get(1), 2)).isEqualTo(41);
        assertThat(integer(fields(bytes(events.get(1), 7)), 1)).isEqualTo(1);
        assertThat(integer(events.get(2), 2)).isEqualTo(41);
    }

    @Test
    void saysWhatCannotBeDone() throws IOException {
        refuses(
                () -> new TensorBoardLog(directory, 0),
                ErrorCode.INVALID_ARGUMENT,
                "TensorBoard is to be told of every 0 steps; accepted are 1 or more.");
        TensorBoardLog closed = new TensorBoardLog(directory);
        refuses(
                () -> closed.text(1, "sample", "x"),
                ErrorCode.CLOSED,
                "The log for TensorBoard in "
                        + directory
                        + " is not open; it is from the start of a training until it is closed.");
        Path taken = Files.writeString(directory.resolve("taken"), "mine");
        assertThatThrownBy(() -> start(new TensorBoardLog(taken), 0))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED));
    }

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
