package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.composite.Composites;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** That an export format writes a program, all of it where it was told to. */
final class ExportFormatChecks {
    Stream<DynamicNode> tests(List<ExportFormat> formats) {
        return formats.stream()
                .map(
                        format ->
                                DynamicContainer.dynamicContainer(
                                        format.name(),
                                        Stream.of(
                                                DynamicTest.dynamicTest(
                                                        "a program with state is written",
                                                        () -> writes(format)),
                                                DynamicTest.dynamicTest(
                                                        "nothing is written beside the directory",
                                                        () -> keepsToItself(format)))));
    }

    /** {@code softmax(x weight)}, x [2, 3]: an input, state and a composite. */
    private static ExportedProgram program() {
        Recorder recorder = new Recorder("classify");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 2, 3));
        NdArray weight = CaseData.array(DType.F32, 1, 3, 4);
        Tensor y = x.matmul(recorder.state("weight", weight.type()));
        return new ExportedProgram(
                recorder.finish(Map.of("probabilities", Composites.softmax(y))),
                Map.of("weight", weight));
    }

    private static void writes(ExportFormat format) throws IOException {
        try (TemporaryDirectory directory = TemporaryDirectory.create()) {
            format.write(program(), directory.path());
            assertThat(bytes(directory.path()))
                    .as("bytes in the files that were written")
                    .isPositive();
        }
    }

    private static long bytes(Path directory) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static void keepsToItself(ExportFormat format) throws IOException {
        try (TemporaryDirectory parent = TemporaryDirectory.create()) {
            Path directory = Files.createDirectory(parent.path().resolve("exported"));
            format.write(program(), directory);
            try (Stream<Path> beside = Files.list(parent.path())) {
                assertThat(beside).containsExactly(directory);
            }
        }
    }
}
