package io.steelyard.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What is written is loaded again by TensorFlow's own Java API. */
@NeedsNativeLibrary
final class SavedModelFormatTest {
    @TempDir private Path directory = Path.of("");

    @Test
    void theVariablesAreReadAgainAndTheSignatureComputes() throws IOException {
        Recorder recorder = new Recorder("affine");
        Tensor x = recorder.input("features", TensorType.of(DType.F32, 2, 3));
        Tensor weight = recorder.state("dense.weight", TensorType.of(DType.F32, 3, 2));
        Tensor shift = recorder.state("dense/shift", TensorType.of(DType.I32, 2));
        Tensor scale = recorder.state("scale", TensorType.of(DType.BF16));
        Tensor affine = x.matmul(weight).add(shift.convert(DType.F32));
        Map<String, Tensor> outputs = Map.of("scores", affine.mul(scale.convert(DType.F32)));
        NdArray half = NdArray.zeros(TensorType.of(DType.BF16));
        half.set(0, 0.5);
        Map<String, NdArray> state =
                Map.of(
                        "dense.weight", NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
                        "dense/shift", NdArray.of(new int[] {10, -20}, 2),
                        "scale", half,
                        "not.read", NdArray.scalar(1));

        new SavedModelFormat()
                .write(new ExportedProgram(recorder.finish(outputs), state), directory);

        assertThat(directory.resolve("variables/variables.index")).exists();
        try (SavedModelBundle bundle = SavedModelBundle.load(directory.toString(), "serve")) {
            Signature signature = bundle.function("serving_default").signature();
            assertThat(signature.methodName()).isEqualTo("tensorflow/serving/predict");
            assertThat(signature.getInputs().get("features"))
                    .satisfies(input -> isFloats(input, Shape.of(2, 3)));
            assertThat(signature.getOutputs().get("scores"))
                    .satisfies(output -> isFloats(output, Shape.of(2, 2)));
            try (TFloat32 features =
                            TFloat32.tensorOf(
                                    Shape.of(2, 3), DataBuffers.of(1f, 0f, 0f, 1f, 1f, 1f));
                    Result result =
                            bundle.function("serving_default").call(Map.of("features", features))) {
                TFloat32 scores = (TFloat32) result.get("scores").orElseThrow();
                float[] values = new float[4];
                scores.copyTo(DataBuffers.of(values, false, false));
                // (1 + 10) / 2, (2 - 20) / 2; (1 + 3 + 5 + 10) / 2, (2 + 4 + 6 - 20) / 2: exact.
                assertThat(values).containsExactly(5.5f, -9, 9.5f, -4);
            }
        }
    }

    @Test
    void aProgramWithoutStateHasNoVariables() throws IOException {
        Recorder recorder = new Recorder("double");
        Tensor x = recorder.input("x", TensorType.of(DType.I32, 2));
        new SavedModelFormat()
                .write(
                        new ExportedProgram(recorder.finish(Map.of("y", x.add(x))), Map.of()),
                        directory);

        assertThat(directory.resolve("variables")).doesNotExist();
        try (SavedModelBundle bundle = SavedModelBundle.load(directory.toString(), "serve");
                TInt32 given = TInt32.vectorOf(3, -4);
                Result result = bundle.function("serving_default").call(Map.of("x", given))) {
            TInt32 doubled = (TInt32) result.get("y").orElseThrow();
            assertThat(doubled.getInt(0)).isEqualTo(6);
            assertThat(doubled.getInt(1)).isEqualTo(-8);
        }
    }

    @Test
    void variablesThatCannotBeWrittenAreAFailureOfTheFileSystem() throws IOException {
        Recorder recorder = new Recorder("read");
        Tensor x = recorder.state("x", TensorType.of(DType.F32, 2));
        var program =
                new ExportedProgram(
                        recorder.finish(Map.of("y", x)),
                        Map.of("x", NdArray.of(new float[] {1, 2}, 2)));
        Files.createFile(directory.resolve("variables"));

        assertThatThrownBy(() -> new SavedModelFormat().write(program, directory))
                .isInstanceOf(IOException.class);
    }

    private static void isFloats(Signature.TensorDescription description, Shape shape) {
        assertThat(description.dataType).isEqualTo(DataType.DT_FLOAT);
        assertThat(description.shape).isEqualTo(shape);
    }
}
