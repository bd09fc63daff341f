package io.steelyard.tensorflow.internal.lower;

import io.steelyard.composite.AttentionGradientRule;
import io.steelyard.composite.AttentionRule;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.Output;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Attention with TensorFlow's softmax, head by head: in here tensors are {@code [batch, heads,
 * time, headDim]}. The gradient takes the weights of the forward pass where they are not too many,
 * and computes them again from their logarithmic sums where they are.
 */
final class Attention {
    /** Weights that are kept for the gradient, of one attention: 64 MiB. */
    private static final long MOST_KEPT = 1 << 24;

    private static final int FIRST_FURTHER = 3;
    private static final int FIRST_FURTHER_OF_GRADIENT = 6;

    private final Emitter emitter;
    private final Movement movement;
    private final Map<Value, Weights> kept = new HashMap<>();
    private final Map<Visible, Output> visible = new HashMap<>();

    /**
     * Of a forward pass.
     *
     * @param softmax {@code [batch, heads, timeQ, timeK]}
     * @param kept what dropout scales the weights with, if there is dropout
     * @param result before the heads are put side by side
     */
    private record Weights(Output softmax, @Nullable Output kept, Output result) {}

    /** Which keys a causal attention shows. */
    private record Visible(Shape scores, Output position, int window) {}

    Attention(Emitter emitter) {
        this.emitter = emitter;
        movement = new Movement(emitter);
    }

    /** Whether a node is an attention that is lowered here. */
    static boolean takes(Node node) {
        if (!(node.op() instanceof Op.Composite composite)) {
            return false;
        }
        CompositeRule rule = composite.rule();
        return rule instanceof AttentionRule
                ? fits(node, 0)
                : rule instanceof AttentionGradientRule && fits(node, 1);
    }

    private static boolean fits(Node node, int query) {
        Shape q = shape(node, query);
        Shape k = shape(node, query + 1);
        return node.operands().get(query).type().dtype() == DType.F32
                && q.size(2) == k.size(2)
                && q.elements() > 0
                && k.elements() > 0;
    }

    /** The result and its logarithmic sums, as {@link AttentionRule} has them. */
    List<Output> forward(AttentionRule rule, Node node, List<Output> x) {
        Shape shape = scoresShape(node, 0);
        Output scores = scores(rule, shape, x.get(0), x.get(1), x.subList(FIRST_FURTHER, x.size()));
        Output softmax = softmax(scores);
        Output factors =
                rule.dropoutRate() == 0
                        ? null
                        : factors(rule.dropoutRate(), shape, x.get(4), x.get(5));
        Output result = product(dropped(softmax, factors), byHead(x.get(2)), false, false);
        if (shape.elements() <= MOST_KEPT) {
            kept.put(node.results().get(1), new Weights(softmax, factors, result));
        }
        return List.of(byTime(result), logarithmicSums(scores));
    }

    /** The gradients of query, key and value, as {@link AttentionGradientRule} has them. */
    List<Output> gradient(AttentionGradientRule gradient, Node node, List<Output> x) {
        AttentionRule rule = gradient.forward();
        Shape shape = scoresShape(node, 1);
        Weights forward = kept.get(node.operands().get(5));
        if (forward == null) {
            forward = again(rule, shape, x);
        }
        Output dout = byHead(x.get(0));
        Output dweights = dropped(product(dout, byHead(x.get(3)), false, true), forward.kept());
        Output delta = overLast("Sum", emitter.add("Mul", dout, forward.result()));
        Output dscores = emitter.add("Mul", forward.softmax(), emitter.add("Sub", dweights, delta));
        Output dquery =
                emitter.add("Mul", product(dscores, byHead(x.get(2)), false, false), scale(rule));
        Output dkey = product(dscores, scaledQuery(rule, x.get(1)), true, false);
        Output dvalue = product(dropped(forward.softmax(), forward.kept()), dout, true, false);
        return List.of(byTime(dquery), byTime(dkey), byTime(dvalue));
    }

    private Weights again(AttentionRule rule, Shape shape, List<Output> x) {
        List<Output> further = x.subList(FIRST_FURTHER_OF_GRADIENT, x.size());
        Output scores = scores(rule, shape, x.get(1), x.get(2), further);
        Output sums = emitter.reshape(x.get(5), shape.with(3, 1));
        Output shift =
                emitter.select(
                        emitter.add("Equal", sums, lowest()), emitter.number(DType.F32, 0), sums);
        Output softmax = emitter.add("Exp", emitter.add("Sub", scores, shift));
        return new Weights(
                softmax,
                rule.dropoutRate() == 0
                        ? null
                        : factors(rule.dropoutRate(), shape, further.get(1), further.get(2)),
                byHead(x.get(4)));
    }

    /** Scaled, and -infinity where a key is not visible. */
    private Output scores(
            AttentionRule rule, Shape shape, Output query, Output key, List<Output> further) {
        Output scores = product(scaledQuery(rule, query), byHead(key), false, true);
        if (rule.causal()) {
            Output shown =
                    visible.computeIfAbsent(
                            new Visible(shape, further.getFirst(), rule.window()), this::visible);
            scores = emitter.select(shown, scores, lowest());
        }
        return further.size() > FIRST_FURTHER
                ? emitter.select(further.get(FIRST_FURTHER), scores, lowest())
                : scores;
    }

    /** BOOL of the shape of scores. */
    private Output visible(Visible wanted) {
        Shape shape = wanted.scores();
        Output i =
                emitter.add(
                        "AddV2",
                        emitter.reshape(counted(shape.size(2)), Shape.of(shape.size(2), 1)),
                        wanted.position());
        Output j = counted(shape.size(3));
        Output shown = emitter.add("LessEqual", j, i);
        if (wanted.window() > 0) {
            Output first = emitter.add("Sub", i, emitter.integer(wanted.window()));
            shown = emitter.add("LogicalAnd", shown, emitter.add("Greater", j, first));
        }
        // Selecting is faster by a condition that is whole.
        return emitter.add("BroadcastTo", shown, emitter.sizes(shape));
    }

    private Output counted(long size) {
        return emitter.integers32(LongStream.range(0, size).toArray());
    }

    /** Rows of -infinity become 0, of which TensorFlow would make NaN. */
    private Output softmax(Output scores) {
        Output hidden =
                emitter.add(
                        "All",
                        builder -> builder.flag("keep_dims", true),
                        emitter.add("Equal", scores, lowest()),
                        emitter.integers(3));
        return emitter.select(hidden, emitter.number(DType.F32, 0), emitter.add("Softmax", scores));
    }

    private Output logarithmicSums(Output scores) {
        Output max = overLast("Max", scores);
        Output shift =
                emitter.select(
                        emitter.add("Equal", max, lowest()), emitter.number(DType.F32, 0), max);
        Output exponentials = emitter.add("Exp", emitter.add("Sub", scores, shift));
        Output sum = emitter.add("Log", overLast("Sum", exponentials));
        return emitter.add(
                "Squeeze",
                builder -> builder.integers("squeeze_dims", 3),
                emitter.add("AddV2", sum, shift));
    }

    /** {@code 1 / (1 - rate)} where a weight is kept, else 0: the bits of {@code dropout}. */
    private Output factors(float rate, Shape shape, Output key, Output stream) {
        Output bits = movement.randomBits(new Op.RandomBits(shape), List.of(key, stream));
        Output mantissa = emitter.add("BitwiseAnd", bits, emitter.integer(0x7fffff));
        Output oneToTwo = emitter.add("BitwiseOr", mantissa, emitter.integer(0x3f800000));
        Output uniform =
                emitter.add(
                        "Sub",
                        emitter.bitcast(oneToTwo, DataTypes.of(DType.F32)),
                        emitter.number(DType.F32, 1));
        Output stays = emitter.add("GreaterEqual", uniform, emitter.number(DType.F32, rate));
        return emitter.add(
                "Mul", emitter.cast(stays, DType.F32), emitter.number(DType.F32, 1 / (1 - rate)));
    }

    private Output dropped(Output weights, @Nullable Output factors) {
        return factors == null ? weights : emitter.add("Mul", weights, factors);
    }

    private Output scaledQuery(AttentionRule rule, Output query) {
        return emitter.shared("Mul", byHead(query), scale(rule));
    }

    private Output scale(AttentionRule rule) {
        return emitter.number(DType.F32, rule.scale());
    }

    private Output lowest() {
        return emitter.number(DType.F32, Double.NEGATIVE_INFINITY);
    }

    private Output byHead(Output x) {
        return emitter.transpose(x, 0, 2, 1, 3);
    }

    private Output byTime(Output x) {
        return emitter.transpose(x, 0, 2, 1, 3);
    }

    private Output product(Output a, Output b, boolean transposeA, boolean transposeB) {
        return emitter.add(
                "BatchMatMulV2",
                builder -> builder.flag("adj_x", transposeA).flag("adj_y", transposeB),
                a,
                b);
    }

    private Output overLast(String type, Output x) {
        return emitter.add(
                type, builder -> builder.flag("keep_dims", true), x, emitter.integers(3));
    }

    private static Shape scoresShape(Node node, int query) {
        Shape q = shape(node, query);
        return Shape.of(q.size(0), q.size(2), q.size(1), shape(node, query + 1).size(1));
    }

    private static Shape shape(Node node, int operand) {
        return node.operands().get(operand).type().shape();
    }
}
