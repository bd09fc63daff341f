package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Rotary positions (Su et al. 2021, "RoFormer"). */
final class RotaryOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of("RotaryEmbedding", RotaryOperators::rotate);

    private RotaryOperators() {}

    /**
     * Input {@code [batch, heads, time, headDim]} or {@code [batch, time, heads * headDim]};
     * cosines and sines {@code [positions, rotated / 2]} with positions {@code [batch, time]}, or
     * {@code [batch, time, rotated / 2]} without.
     */
    private static List<OnnxValue> rotate(NodeCall node) {
        OnnxValue input = node.input(0);
        Tensor given = input.tensor();
        Tensor x = given; // [batch, heads, time, headDim]
        if (given.rank() == 3) {
            long heads = node.integer("num_heads", 0);
            if (heads < 1) {
                throw node.refused("an input of three axes needs the attribute num_heads");
            }
            x =
                    given.reshape(given.size(0), given.size(1), heads, given.size(2) / heads)
                            .transpose(0, 2, 1, 3);
        }
        Tensor turned = rotated(node, x);
        if (given.rank() == 3) {
            turned = turned.transpose(0, 2, 1, 3).reshape(given.shape());
        }
        return List.of(input.with(turned));
    }

    private static Tensor rotated(NodeCall node, Tensor x) {
        long width = x.size(-1);
        long asked = node.integer("rotary_embedding_dim", 0);
        long turned = asked == 0 ? width : asked;
        boolean interleaved = node.flag("interleaved");
        Tensor cos = angles(node, 1); // [batch, 1, time, turned / 2]
        Tensor sin = angles(node, 2);
        Tensor first = interleaved ? every(x, 0, turned) : x.slice(-1, 0, turned / 2);
        Tensor second = interleaved ? every(x, 1, turned) : x.slice(-1, turned / 2, turned);
        Tensor real = first.mul(cos).sub(second.mul(sin));
        Tensor imaginary = first.mul(sin).add(second.mul(cos));
        Tensor joined =
                interleaved
                        ? real.expandDims(-1)
                                .concat(-1, imaginary.expandDims(-1))
                                .reshape(x.shape().with(-1, turned))
                        : real.concat(-1, imaginary);
        return turned == width ? joined : joined.concat(-1, x.slice(-1, turned, width));
    }

    private static Tensor angles(NodeCall node, int index) {
        Tensor cache = node.tensor(index);
        Tensor each = node.has(3) ? cache.take(0, node.tensor(3).convert(DType.I32)) : cache;
        return each.expandDims(1);
    }

    /** Every second element of the innermost axis. */
    private static Tensor every(Tensor x, long from, long limit) {
        List<Op.Span> spans =
                IntStream.range(0, x.rank())
                        .mapToObj(
                                axis ->
                                        axis == x.rank() - 1
                                                ? new Op.Span(from, limit, 2)
                                                : new Op.Span(0, x.size(axis), 1))
                        .toList();
        return x.recorder().apply(new Op.Slice(spans), x);
    }
}
