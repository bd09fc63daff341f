package io.steelyard.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of named tensors in the safetensors format (huggingface/safetensors): eight bytes with the
 * length of a JSON header, little-endian, the header, and the tensors one after the other. An open
 * file is mapped, so that tensors are read without a copy; they live until it is closed.
 *
 * <p>Files are checked before anything is read: header length, offsets without gap or overlap,
 * dtypes and sizes. Of the dtypes of the format, those of {@link io.steelyard.tensor.DType} are
 * read.
 *
 * <p>Reading is safe from several threads; close when none of them reads any more.
 */
public final class Safetensors implements AutoCloseable {
    /** As in the reference implementation: a longer header is taken for a broken file. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int STAGING_BYTES = 1 << 20;

    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final Arena arena;
    private final Map<String, NdArray> tensors;
    private final Map<String, String> metadata;

    private Safetensors(
            Path file, Arena arena, Map<String, NdArray> tensors, Map<String, String> metadata) {
        this.file = file;
        this.arena = arena;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Opens a file.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND} or {@code INVALID_FILE}, naming the file
     *     and what is wrong with it
     */
    public static Safetensors open(Path file) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment content =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return parse(file, arena, content);
        } catch (NoSuchFileException missing) {
            arena.close();
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    file + " does not exist; name a directory that holds a saved model.",
                    missing);
        } catch (IOException unreadable) {
            arena.close();
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " cannot be read: "
                            + (unreadable instanceof AccessDeniedException
                                    ? "no permission; change its permissions."
                                    : unreadable.getMessage() + "; name a safetensors file."),
                    unreadable);
        } catch (RuntimeException broken) {
            arena.close();
            throw broken;
        }
    }

    private static Safetensors parse(Path file, Arena arena, MemorySegment content) {
        long size = content.byteSize();
        if (size < 8) {
            throw broken(file, "it has " + size + " bytes, fewer than the 8 of a header length");
        }
        long headerBytes =
                content.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > size - 8) {
            throw broken(
                    file,
                    "its header is to have "
                            + headerBytes
                            + " bytes and the whole file has "
                            + size
                            + ", so it was cut short or is of another format");
        }
        ObjectNode header = header(file, content.asSlice(8, headerBytes));
        Map<String, String> metadata = new LinkedHashMap<>();
        List<SafetensorsEntry> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : header.properties()) {
            if (property.getKey().equals(METADATA)) {
                metadata.putAll(texts(file, property.getValue()));
            } else {
                found.add(SafetensorsEntry.of(file, property.getKey(), property.getValue()));
            }
        }
        found.sort(
                Comparator.comparingLong(SafetensorsEntry::begin)
                        .thenComparingLong(SafetensorsEntry::end));
        Map<String, NdArray> tensors = views(file, found, content.asSlice(8 + headerBytes));
        return new Safetensors(file, arena, tensors, metadata);
    }

    private static ObjectNode header(Path file, MemorySegment bytes) {
        // The format says UTF-8 from an opening brace on; the JSON reader would guess at encodings.
        if (bytes.get(ValueLayout.JAVA_BYTE, 0) != '{') {
            throw broken(file, "its header is no JSON object: it does not begin with '{'");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
            if (JSON.readTree(text) instanceof ObjectNode header) {
                return header;
            }
            throw broken(file, "its header is no JSON object");
        } catch (CharacterCodingException invalid) {
            throw broken(file, "its header is not UTF-8");
        } catch (JsonProcessingException invalid) {
            throw broken(file, "its header is no JSON: " + invalid.getOriginalMessage());
        }
    }

    private static Map<String, String> texts(Path file, JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (entry.getValue().isTextual()) {
                texts.put(entry.getKey(), entry.getValue().textValue());
            }
        }
        if (!node.isObject() || texts.size() != node.size()) {
            throw broken(file, "its " + METADATA + " is no JSON object of texts");
        }
        return texts;
    }

    private static Map<String, NdArray> views(
            Path file, List<SafetensorsEntry> found, MemorySegment data) {
        Map<String, NdArray> tensors = new LinkedHashMap<>();
        long expected = 0;
        for (SafetensorsEntry entry : found) {
            if (entry.begin() != expected) {
                throw broken(
                        file,
                        "tensor '"
                                + entry.name()
                                + "' begins at byte "
                                + entry.begin()
                                + " and not at "
                                + expected
                                + ", where the one before it ends");
            }
            if (entry.end() > data.byteSize()) {
                throw broken(
                        file,
                        "tensor '"
                                + entry.name()
                                + "' ends at byte "
                                + entry.end()
                                + " and the data at "
                                + data.byteSize()
                                + ", so it was cut short");
            }
            expected = entry.end();
            tensors.put(
                    entry.name(),
                    NdArray.of(entry.type(), data.asSlice(entry.begin(), entry.type().bytes())));
        }
        if (expected != data.byteSize()) {
            throw broken(
                    file, (data.byteSize() - expected) + " bytes follow that belong to no tensor");
        }
        return tensors;
    }

    static SteelyardException broken(Path file, String what) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                file
                        + " is not a whole safetensors file: "
                        + what
                        + ". Use another copy or an earlier checkpoint.");
    }

    /** Where it was opened. */
    public Path file() {
        return file;
    }

    /** The tensors by name, in the order of their data; they end with this object. */
    public Map<String, NdArray> tensors() {
        return tensors;
    }

    /** The text entries of the header. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Ends the mapping; the tensors cannot be read any more: their memory throws {@link
     * IllegalStateException}. Closing again does nothing.
     */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    /**
     * Writes a file. Tensors of wider elements come first and otherwise the order of the map holds,
     * so that each is aligned to its element. A file that is open somewhere must not be written
     * over: write aside and rename, as {@link AtomicDirectory} does.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} for a tensor named {@code __metadata__},
     *     which the format reserves
     */
    public static void write(Path file, Map<String, NdArray> tensors, Map<String, String> metadata)
            throws IOException {
        if (tensors.containsKey(METADATA)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A tensor is named '"
                            + METADATA
                            + "', which safetensors files keep for their texts;"
                            + " give it another name.");
        }
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        List<Map.Entry<String, NdArray>> ordered = new ArrayList<>(tensors.entrySet());
        ordered.sort(Comparator.comparingInt(entry -> -entry.getValue().dtype().bytes()));
        long offset = 0;
        for (Map.Entry<String, NdArray> entry : ordered) {
            TensorType type = entry.getValue().type();
            ObjectNode description = header.putObject(entry.getKey());
            description.put("dtype", type.dtype().name());
            ArrayNode shape = description.putArray("shape");
            for (long size : type.shape().toArray()) {
                shape.add(size);
            }
            description.putArray("data_offsets").add(offset).add(offset + type.bytes());
            offset += type.bytes();
        }
        byte[] text = JSON.writeValueAsBytes(header);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(text);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, head.flip());
            ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
            for (Map.Entry<String, NdArray> entry : ordered) {
                writeTensor(channel, entry.getValue().memory(), staging);
            }
        }
    }

    private static void writeTensor(FileChannel channel, MemorySegment memory, ByteBuffer staging)
            throws IOException {
        for (long at = 0; at < memory.byteSize(); at += STAGING_BYTES) {
            long part = Math.min(STAGING_BYTES, memory.byteSize() - at);
            MemorySegment.copy(memory, at, MemorySegment.ofBuffer(staging.clear()), 0, part);
            writeFully(channel, staging.limit((int) part));
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
