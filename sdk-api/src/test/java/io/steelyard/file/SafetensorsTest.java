package io.steelyard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

final class SafetensorsTest {
    @TempDir Path directory;

    @Test
    void readsAFileThatPyTorchWrote() {
        try (Safetensors file =
                Safetensors.open(data("format-fixtures/safetensors/multi_layer.safetensors"))) {
            assertThat(file.tensors())
                    .containsOnlyKeys(
                            "norm1.num_batches_tracked",
                            "conv1.bias",
                            "conv1.weight",
                            "fc1.bias",
                            "fc1.weight",
                            "norm1.bias",
                            "norm1.running_mean",
                            "norm1.running_var",
                            "norm1.weight");
            assertThat(file.tensors().get("norm1.num_batches_tracked").type())
                    .isEqualTo(TensorType.of(DType.I64));
            assertThat(file.tensors().get("conv1.weight").shape()).isEqualTo(Shape.of(4, 3, 3, 3));
            assertThat(file.tensors().get("fc1.weight").shape()).isEqualTo(Shape.of(16, 256));
            // The first numbers as Python's struct module reads them from the file.
            assertThat(file.tensors().get("conv1.weight").get(0)).isEqualTo(0.09916245192289352);
            assertThat(file.tensors().get("fc1.weight").get(1)).isEqualTo(-0.041473813354969025);
            assertThat(file.metadata()).isEmpty();
        }
    }

    @Test
    void readsTheWeightsOfATrainedModel() {
        try (Safetensors file = Safetensors.open(data("weights/mnist-cnn/mnist.safetensors"))) {
            Map<String, NdArray> tensors = file.tensors();
            assertThat(tensors).hasSize(20);
            assertThat(tensors.get("conv3.weight").shape()).isEqualTo(Shape.of(24, 16, 3, 3));
            assertThat(tensors.get("fc1.weight").shape()).isEqualTo(Shape.of(32, 11616));
            assertThat(tensors.get("fc2.bias").get(1)).isEqualTo(0.097252257168293);
            assertThat(tensors.get("norm2.running_var").get(0)).isEqualTo(54.63916778564453);
        }
    }

    @Test
    void givesBackWhatItWrote() throws IOException {
        Map<String, NdArray> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            NdArray array = NdArray.zeros(TensorType.of(dtype, 3, 5));
            for (int i = 0; i < 15; i++) {
                array.set(i, i % 2);
            }
            tensors.put("a." + dtype.text(), array);
        }
        tensors.put("scalar", NdArray.scalar(2.5f));
        tensors.put("empty", NdArray.zeros(TensorType.of(DType.F32, 0, 4)));
        tensors.put("näme \"quoted\"", NdArray.scalar(7));
        tensors.put("large", NdArray.zeros(TensorType.of(DType.F32, 3, 100_001)));
        Path file = directory.resolve("model.safetensors");
        Safetensors.write(file, tensors, Map.of("format", "pt", "note", "ü"));

        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.file()).isEqualTo(file);
            assertThat(read.metadata())
                    .containsOnly(Map.entry("format", "pt"), Map.entry("note", "ü"));
            assertThat(read.tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(tensors.keySet());
            tensors.forEach(
                    (name, array) ->
                            assertThat(read.tensors().get(name).bitEquals(array))
                                    .as(name)
                                    .isTrue());
        }
    }

    /** The layout of the format's README: length, JSON that begins with a brace, spaces, data. */
    @Test
    void writesTheBytesOfTheFormat() throws IOException {
        Map<String, NdArray> tensors = new LinkedHashMap<>();
        tensors.put("byte", NdArray.zeros(TensorType.of(DType.U8, 3)));
        tensors.put("half", NdArray.zeros(TensorType.of(DType.BF16, 1)));
        tensors.put("wide", NdArray.of(new long[] {1, 2}, 2));
        Path file = directory.resolve("x.safetensors");
        Safetensors.write(file, tensors, Map.of());

        byte[] bytes = Files.readAllBytes(file);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(bytes, 8, Math.toIntExact(length), StandardCharsets.UTF_8);
        assertThat(length % 8).isZero();
        assertThat(header.stripTrailing()).startsWith("{").endsWith("}");
        assertThat(header.substring(header.stripTrailing().length())).matches(" *");
        JsonNode json = new ObjectMapper().readTree(header);
        assertThat(json.toString())
                .isEqualTo(
                        "{\"wide\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]},"
                            + "\"half\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[16,18]},"
                            + "\"byte\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[18,21]}}");
        assertThat(bytes).hasSize(Math.toIntExact(8 + length + 21));
        assertThat(Arrays.copyOfRange(bytes, 8 + (int) length, 8 + (int) length + 16))
                .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void aFileWithoutTensorsIsWhole() throws IOException {
        Path file = directory.resolve("none.safetensors");
        Safetensors.write(file, Map.of(), Map.of());

        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.tensors()).isEmpty();
        }
    }

    @Test
    void itsTensorsEndWithIt() throws IOException {
        Path file = directory.resolve("x.safetensors");
        Safetensors.write(file, Map.of("a", NdArray.scalar(1)), Map.of());
        Safetensors read = Safetensors.open(file);
        NdArray array = read.tensors().get("a");
        read.close();
        read.close();

        assertThatThrownBy(() -> array.get(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesTheReservedName() {
        assertThatThrownBy(
                        () ->
                                Safetensors.write(
                                        directory.resolve("x"),
                                        Map.of("__metadata__", NdArray.scalar(1)),
                                        Map.of()))
                .hasMessage(
                        "A tensor is named '__metadata__', which safetensors files keep for their"
                                + " texts; give it another name.");
    }

    @Test
    void saysThatAFileIsNotThere() {
        Path missing = directory.resolve("model.safetensors");
        assertThatThrownBy(() -> Safetensors.open(missing))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND))
                .hasMessage(
                        missing + " does not exist; name a directory that holds a saved model.");
    }

    @Test
    void saysThatADirectoryIsNoFile() {
        assertThatThrownBy(() -> Safetensors.open(directory))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_FILE))
                .hasMessageStartingWith(directory + " cannot be read: ");
    }

    /** A file of the shared data, beside or above the working directory. */
    private static Path data(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        Assumptions.assumeThat(false).as("shared/data/%s is beside or above", name).isTrue();
        throw new AssertionError("the assumption ends the test");
    }
}
