package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;

import java.util.List;
import java.util.Map;

/** Matrix products. */
final class MatrixOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "MatMul", MatrixOperators::product,
                    "MatMulInteger", MatrixOperators::integerProduct);

    private MatrixOperators() {}

    private static List<OnnxValue> product(NodeCall node) {
        OnnxValue left = node.input(0);
        return List.of(left.with(product(left.tensor(), node.tensor(1))));
    }

    /** As {@code numpy.matmul}: a vector is a row on the left and a column on the right. */
    private static Tensor product(Tensor left, Tensor right) {
        boolean row = left.rank() == 1;
        boolean column = right.rank() == 1;
        Tensor product =
                (row ? left.expandDims(0) : left).matmul(column ? right.expandDims(1) : right);
        if (column) {
            product = product.squeeze(-1);
        }
        return row ? product.squeeze(column ? -1 : -2) : product;
    }

    /** Of 8-bit integers less their zero points, accumulated in 32 bits. */
    private static List<OnnxValue> integerProduct(NodeCall node) {
        Tensor left = node.tensor(0).convert(DType.I32);
        Tensor right = node.tensor(1).convert(DType.I32);
        if (node.has(2)) {
            Tensor zero = node.tensor(2).convert(DType.I32);
            // One for all, or one for each row.
            left = left.sub(zero.shape().elements() == 1 ? zero : zero.expandDims(-1));
        }
        if (node.has(3)) {
            right = right.sub(node.tensor(3).convert(DType.I32));
        }
        return List.of(OnnxValue.of(ElementType.INT32, product(left, right)));
    }
}
