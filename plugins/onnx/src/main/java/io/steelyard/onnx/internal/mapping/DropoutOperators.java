package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;

import java.util.List;
import java.util.Map;

/** Dropout where it is the identity: outside training, or with a ratio of 0. */
final class DropoutOperators {
    static final Map<String, NodeMapping> MAPPINGS = Map.of("Dropout", DropoutOperators::dropout);

    /** The version from which ratio and mode are inputs. */
    private static final int MODE_IS_AN_INPUT = 12;

    private DropoutOperators() {}

    private static List<OnnxValue> dropout(NodeCall node) {
        OnnxValue data = node.input(0);
        if (node.opset() >= MODE_IS_AN_INPUT && node.has(2) && node.known(2).item() != 0) {
            double ratio = node.has(1) ? node.known(1).item() : 0.5;
            if (ratio != 0) {
                throw node.refused(
                        "training with the ratio "
                                + ratio
                                + " draws its mask from the generator of the runtime, which the"
                                + " operator does not specify; accepted are inference and a ratio"
                                + " of 0");
            }
        }
        Tensor all = node.recorder().constant(DType.BOOL, 1).broadcastTo(data.tensor().shape());
        return List.of(data, OnnxValue.of(ElementType.BOOL, all));
    }
}
