package io.steelyard.onnx.internal.format;

import com.google.protobuf.CodedInputStream;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads ONNX files: protobuf messages of onnx.proto3 (IR version 13), of which only the fields that
 * a graph and its tensors need are kept. Files of up to 2 GiB.
 */
public final class OnnxReader {
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET_IMPORT = 8;
    private static final int OPSET_DOMAIN = 1;
    private static final int OPSET_VERSION = 2;

    private record Opset(String domain, long version) {}

    private OnnxReader() {}

    /**
     * A model: {@code model.onnx}. Throws {@code FILE_NOT_FOUND}, or {@code INVALID_FILE} for what
     * is no such model.
     */
    public static OnnxModel model(Path file) {
        return read(file, "an ONNX model", OnnxReader::model);
    }

    /** One serialized tensor: {@code input_0.pb}. Throws as {@link #model} does. */
    public static OnnxTensor tensor(Path file) {
        return read(file, "an ONNX tensor", TensorReader::read);
    }

    private static <T> T read(Path file, String what, WireReader.MessageReader<T> reader) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException problem) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    file + " does not exist; name a file that holds " + what + ".",
                    problem);
        } catch (IOException problem) {
            throw invalid(file, "cannot be read", problem);
        }
        try {
            return reader.read(CodedInputStream.newInstance(bytes));
        } catch (IOException problem) {
            throw invalid(file, "is not " + what, problem);
        } catch (SteelyardException problem) {
            throw invalid(file, "is no usable file", problem);
        }
    }

    private static SteelyardException invalid(Path file, String what, Exception problem) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE, file + " " + what + ": " + problem.getMessage(), problem);
    }

    private static OnnxModel model(CodedInputStream input) throws IOException {
        Map<String, Long> opsets = new HashMap<>();
        OnnxGraph[] graph = new OnnxGraph[1];
        WireReader.fields(
                input,
                (field, tag) -> {
                    switch (field) {
                        case MODEL_GRAPH -> graph[0] = WireReader.message(input, GraphReader::read);
                        case MODEL_OPSET_IMPORT -> {
                            Opset opset = WireReader.message(input, OnnxReader::opset);
                            opsets.put(opset.domain, opset.version);
                        }
                        default -> input.skipField(tag);
                    }
                });
        if (graph[0] == null) {
            throw new SteelyardException(ErrorCode.INVALID_FILE, "it holds no graph.");
        }
        return new OnnxModel(graph[0], opsets);
    }

    private static Opset opset(CodedInputStream input) throws IOException {
        String[] domain = {""};
        long[] version = {1};
        WireReader.fields(
                input,
                (field, tag) -> {
                    switch (field) {
                        case OPSET_DOMAIN -> domain[0] = input.readString();
                        case OPSET_VERSION -> version[0] = input.readInt64();
                        default -> input.skipField(tag);
                    }
                });
        return new Opset(domain[0], version[0]);
    }
}
