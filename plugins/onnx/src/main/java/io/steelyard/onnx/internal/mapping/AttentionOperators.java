package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, equation 1) with the options of ONNX's
 * operator: masks, grouped queries, a soft cap, a cache of past keys and values, and the scores as
 * an output. F16 and BF16 are computed in F32.
 */
final class AttentionOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of("Attention", AttentionOperators::attention);

    private static final int MASK = 3;
    private static final int PAST_KEY = 4;
    private static final int PAST_VALUE = 5;
    private static final int LENGTHS = 6;

    private AttentionOperators() {}

    private static List<OnnxValue> attention(NodeCall node) {
        OnnxValue given = node.input(0);
        Tensor query = heads(node, 0, "q_num_heads"); // [batch, heads, timeQ, headDim]
        Tensor key = present(node, 1, PAST_KEY);
        Tensor value = present(node, 2, PAST_VALUE);
        DType dtype = given.type().carrier();
        DType wide = dtype == DType.F64 ? DType.F64 : DType.F32;
        double scale = node.real("scale", (float) (1 / Math.sqrt(query.size(-1))));
        long groups = query.size(1) / key.size(1);
        Tensor products =
                query.convert(wide)
                        .matmul(repeated(key.convert(wide), groups).transposeMatrix())
                        .mul(scale); // [batch, heads, timeQ, timeK]
        float cap = node.real("softcap", 0);
        Tensor capped = cap > 0 ? products.div(cap).tanh().mul(cap) : products;
        Tensor masked = masked(node, capped);
        Tensor weights = weights(node, masked);
        Tensor result = weights.matmul(repeated(value.convert(wide), groups)).convert(dtype);
        if (given.tensor().rank() == 3) {
            result = result.transpose(0, 2, 1, 3).reshape(result.size(0), result.size(2), -1);
        }
        Tensor scores = List.of(products, capped, masked, weights).get(scoresMode(node));
        return List.of(
                given.with(result),
                node.input(1).with(key),
                node.input(2).with(value),
                given.with(scores.convert(dtype)));
    }

    private static int scoresMode(NodeCall node) {
        long mode = node.integer("qk_matmul_output_mode", 0);
        if (mode < 0 || mode > 3) {
            throw node.refused("qk_matmul_output_mode is " + mode + "; accepted are 0, 1, 2 and 3");
        }
        return (int) mode;
    }

    /** An input as {@code [batch, heads, time, headDim]}. */
    private static Tensor heads(NodeCall node, int input, String count) {
        Tensor x = node.tensor(input);
        if (x.rank() == 4) {
            return x;
        }
        long heads = node.integer(count, 0);
        if (heads < 1) {
            throw node.refused("inputs of three axes need the attribute " + count);
        }
        return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(0, 2, 1, 3);
    }

    /** Keys or values behind those of the past. */
    private static Tensor present(NodeCall node, int input, int past) {
        Tensor now = heads(node, input, "kv_num_heads");
        return node.has(past) ? node.tensor(past).concat(2, now) : now;
    }

    /** Each head of keys or values for a group of heads of queries, which stand side by side. */
    private static Tensor repeated(Tensor x, long groups) {
        if (groups == 1) {
            return x;
        }
        Tensor expanded = x.expandDims(2);
        return expanded.broadcastTo(expanded.shape().with(2, groups))
                .reshape(x.shape().with(1, x.size(1) * groups));
    }

    /** Scores with a float mask added, and -infinity where the key is not visible. */
    private static Tensor masked(NodeCall node, Tensor scores) {
        Tensor biased = scores;
        Tensor visible = null;
        if (node.has(MASK)) {
            Tensor mask = node.tensor(MASK);
            if (mask.dtype() == DType.BOOL) {
                visible = widened(mask, scores.size(-1), 0);
            } else {
                biased =
                        scores.add(
                                widened(
                                        mask.convert(scores.dtype()),
                                        scores.size(-1),
                                        Double.NEGATIVE_INFINITY));
            }
        }
        Tensor j = place(scores, 3);
        if (node.flag("is_causal")) {
            visible = both(visible, j.le(place(scores, 2).add(offset(node, scores))));
        }
        if (node.has(LENGTHS)) {
            visible = both(visible, j.lt(lengths(node)));
        }
        return visible == null
                ? biased
                : visible.select(biased, biased.filled(Double.NEGATIVE_INFINITY));
    }

    /** How many keys stand before the first query: the past, or what the lengths leave. */
    private static Tensor offset(NodeCall node, Tensor scores) {
        if (node.has(PAST_KEY)) {
            return node.recorder().constant(DType.I32, node.tensor(PAST_KEY).size(2));
        }
        return node.has(LENGTHS)
                ? lengths(node).sub(scores.size(2))
                : node.recorder().constant(DType.I32, 0);
    }

    /** I32 {@code [batch, 1, 1, 1]}: how many of the keys are no padding. */
    private static Tensor lengths(NodeCall node) {
        Tensor lengths = node.tensor(LENGTHS).convert(DType.I32);
        return lengths.reshape(Shape.of(lengths.size(0), 1, 1, 1));
    }

    private static Tensor both(@Nullable Tensor left, Tensor right) {
        return left == null ? right : left.and(right);
    }

    private static Tensor place(Tensor scores, int axis) {
        return scores.recorder()
                .apply(new Op.Iota(new TensorType(DType.I32, scores.shape()), axis));
    }

    /** A mask that ends before the keys do hides the rest. */
    private static Tensor widened(Tensor mask, long keys, double filler) {
        long missing = keys - mask.size(-1);
        if (missing <= 0) {
            return mask;
        }
        int last = mask.rank() - 1;
        return mask.pad(
                filler,
                IntStream.rangeClosed(0, last)
                        .mapToObj(i -> new Op.Padding(0, i == last ? missing : 0, 0))
                        .toList());
    }

    /** The softmax of each row in the precision asked for; 0 where no key is visible. */
    private static Tensor weights(NodeCall node, Tensor masked) {
        Tensor scores =
                node.hasAttribute("softmax_precision")
                        ? masked.convert(
                                ElementType.of(node.integer("softmax_precision", 1)).carrier())
                        : masked;
        Tensor max = scores.reduceMax(-1);
        // A row without a visible key has the maximum -infinity, and -infinity less itself is NaN.
        Tensor shift = max.eq(max.filled(Double.NEGATIVE_INFINITY)).select(max.filled(0), max);
        Tensor exponentials = scores.sub(shift.expandDims(-1)).exp();
        Tensor sum = exponentials.sum(-1);
        Tensor divisor = sum.eq(sum.filled(0)).select(sum.filled(1), sum);
        return exponentials.div(divisor.expandDims(-1)).convert(masked.dtype());
    }
}
