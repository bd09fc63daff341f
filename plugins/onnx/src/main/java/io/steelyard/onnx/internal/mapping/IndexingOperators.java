package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.Map;

/** Operators that pick elements at places known only when the program runs. */
final class IndexingOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "Gather", IndexingOperators::gather,
                    "GatherElements", IndexingOperators::gatherElements);

    private IndexingOperators() {}

    private static List<OnnxValue> gather(NodeCall node) {
        OnnxValue data = node.input(0);
        int axis = data.tensor().axis(Math.toIntExact(node.integer("axis", 0)));
        Tensor indices = fromFront(node.tensor(1), data.tensor().size(axis));
        return List.of(data.with(data.tensor().take(axis, indices)));
    }

    /** As places in the flat data: those of the coordinate with one axis taken from the indices. */
    private static List<OnnxValue> gatherElements(NodeCall node) {
        OnnxValue data = node.input(0);
        Tensor elements = data.tensor();
        int axis = elements.axis(Math.toIntExact(node.integer("axis", 0)));
        Tensor indices = fromFront(node.tensor(1), elements.size(axis));
        TensorType type = new TensorType(DType.I32, indices.shape());
        long[] strides = elements.shape().strides();
        Tensor places = indices.mul(strides[axis]);
        for (int i = 0; i < elements.rank(); i++) {
            if (i != axis) {
                Tensor coordinate = node.recorder().apply(new Op.Iota(type, i));
                places = places.add(coordinate.mul(strides[i]));
            }
        }
        return List.of(data.with(elements.reshape(-1).take(0, places)));
    }

    /** Indices as I32, those that count from the end of an axis made to count from its front. */
    static Tensor fromFront(Tensor indices, long size) {
        Tensor narrow = indices.convert(DType.I32);
        return narrow.lt(narrow.scalar(0)).select(narrow.add(size), narrow);
    }
}
