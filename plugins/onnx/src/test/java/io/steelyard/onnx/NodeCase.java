package io.steelyard.onnx;

import io.steelyard.onnx.internal.format.OnnxModel;
import io.steelyard.onnx.internal.format.OnnxReader;
import io.steelyard.onnx.internal.format.OnnxTensor;
import io.steelyard.onnx.internal.mapping.GraphRecorder;
import io.steelyard.onnx.internal.mapping.RecordedGraph;
import io.steelyard.tensor.NdArray;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One operator test of ONNX.
 *
 * @param name of its folder
 * @param inputs those of the graph, in its order
 * @param expected what the outputs of the graph must agree with
 */
record NodeCase(String name, OnnxModel model, List<OnnxTensor> inputs, List<OnnxTensor> expected) {
    /** Every test of the shared data by name, or the test that asks is skipped. */
    static List<NodeCase> all() {
        try (Stream<Path> folders = Files.list(SharedData.file("onnx-node-tests"))) {
            List<NodeCase> cases = new ArrayList<>();
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                cases.add(read(folder));
            }
            return cases;
        } catch (IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }

    private static NodeCase read(Path folder) {
        Path data = folder.resolve("test_data_set_0");
        return new NodeCase(
                folder.getFileName().toString(),
                OnnxReader.model(folder.resolve("model.onnx")),
                tensors(data, "input_"),
                tensors(data, "output_"));
    }

    private static List<OnnxTensor> tensors(Path data, String prefix) {
        List<OnnxTensor> tensors = new ArrayList<>();
        for (int i = 0; Files.exists(data.resolve(prefix + i + ".pb")); i++) {
            tensors.add(OnnxReader.tensor(data.resolve(prefix + i + ".pb")));
        }
        return tensors;
    }

    /** The operator it tests. */
    String operator() {
        return model.graph().nodes().getLast().operator();
    }

    /** The graph as a program for the shapes of the inputs. */
    RecordedGraph record() {
        Map<String, OnnxTensor> byName = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            byName.put(model.graph().inputs().get(i), inputs.get(i));
        }
        return GraphRecorder.record(model, byName);
    }

    List<NdArray> inputArrays() {
        return inputs.stream().map(OnnxTensor::content).toList();
    }
}
