package io.steelyard.program.pass;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Value;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Leaves F16, BF16 and U8 to be stored and moved alone: what computes with them computes with F32
 * or I32 instead, and is rounded, or cut to its low bits, once at its end. That is how the
 * operations are defined on F16 and BF16; on U8 it gives the same bits, since only the low bits of
 * a sum, product or power depend on each other, and everything else sees the numbers themselves.
 *
 * <p>A conversion that a backend does not know becomes two, through a dtype that holds what is
 * converted, so that nothing is rounded twice.
 *
 * @param between the dtype to go through from one to another; null where a backend converts at once
 */
public record Widening(BiFunction<DType, DType, @Nullable DType> between) implements Pass {
    /** For a backend that converts anything at once. */
    public Widening() {
        this((_, _) -> null);
    }

    @Override
    public String name() {
        return "widening";
    }

    @Override
    public Function apply(Function function) {
        return new Search(function, between).widen();
    }

    /** The dtype that is computed with in the place of another one. */
    private static DType wide(DType dtype) {
        return switch (dtype) {
            case F16, BF16 -> DType.F32;
            case U8 -> DType.I32;
            case F32, F64, I32, I64, BOOL -> dtype;
        };
    }

    private static TensorType wide(TensorType type) {
        return type.withDType(wide(type.dtype()));
    }

    /** Whether an operation looks at numbers, and not only at where they are. */
    private static boolean computes(Op op) {
        return switch (op) {
            case Op.Unary ignored -> true;
            case Op.Binary ignored -> true;
            case Op.Compare ignored -> true;
            case Op.DotGeneral ignored -> true;
            case Op.Conv ignored -> true;
            case Op.ConvInputGradient ignored -> true;
            case Op.ConvFilterGradient ignored -> true;
            case Op.WindowReduce ignored -> true;
            case Op.WindowMaxGradient ignored -> true;
            case Op.Reduce ignored -> true;
            case Op.TopK ignored -> true;
            case Op.Scatter scatter -> scatter.kind() != ScatterKind.SET;
            case Op.Constant ignored -> false;
            case Op.Iota ignored -> false;
            case Op.Convert ignored -> false;
            case Op.Bitcast ignored -> false;
            case Op.Select ignored -> false;
            case Op.Reshape ignored -> false;
            case Op.Transpose ignored -> false;
            case Op.Broadcast ignored -> false;
            case Op.Slice ignored -> false;
            case Op.Pad ignored -> false;
            case Op.Reverse ignored -> false;
            case Op.Concat ignored -> false;
            case Op.Take ignored -> false;
            case Op.DynamicSlice ignored -> false;
            case Op.DynamicUpdateSlice ignored -> false;
            case Op.RandomBits ignored -> false;
            case Op.StopGradient ignored -> false;
            // Their bodies are widened by themselves.
            case Op.Scan ignored -> false;
            case Op.Call ignored -> false;
            // One that is left whole takes none of the narrow dtypes.
            case Op.Composite ignored -> false;
        };
    }

    /** Whether the result has the operand's elements, which may then be widened before. */
    private static boolean isView(Op op) {
        return op instanceof Op.Reshape
                || op instanceof Op.Transpose
                || op instanceof Op.Broadcast
                || op instanceof Op.StopGradient;
    }

    /** One run of the pass. */
    private static final class Search {
        private final Function function;
        private final Rewriter rewriter;
        private final BiFunction<DType, DType, @Nullable DType> between;

        /** What was widened, by the id of its narrow value. */
        private final Map<Integer, Value> widened = new HashMap<>();

        Search(Function function, BiFunction<DType, DType, @Nullable DType> between) {
            this.function = function;
            this.between = between;
            rewriter = new Rewriter(function);
        }

        Function widen() {
            for (Node node : function.nodes()) {
                if (node.op() instanceof Op.Convert(DType to)) {
                    Value operand = rewriter.map(node.operands().getFirst());
                    rewriter.replace(node.result(), converted(operand, to, node.scope()));
                } else if (computes(node.op())) {
                    rewriter.replace(node.results(), computed(node));
                } else {
                    rewriter.copy(node);
                }
            }
            return rewriter.finish();
        }

        private Value converted(Value value, DType to, String scope) {
            DType through = between.apply(value.type().dtype(), to);
            Value source = through == null ? value : converted(value, through, scope);
            return rewriter.append(new Op.Convert(to), List.of(source), scope);
        }

        private List<Value> computed(Node node) {
            List<Value> operands =
                    node.operands().stream()
                            .map(operand -> widened(rewriter.map(operand), node.scope()))
                            .toList();
            List<Value> types =
                    node.results().stream()
                            .map(result -> new Value(result.id(), wide(result.type())))
                            .toList();
            Node like = new Node(node.op(), node.operands(), types, node.scope());
            List<Value> results = rewriter.append(like, operands, node.scope());
            return node.results().stream()
                    .map(
                            result ->
                                    narrowed(
                                            results.get(node.results().indexOf(result)),
                                            result.type().dtype(),
                                            node.scope()))
                    .toList();
        }

        private Value narrowed(Value value, DType dtype, String scope) {
            return value.type().dtype() == dtype ? value : converted(value, dtype, scope);
        }

        private Value widened(Value value, String scope) {
            DType wide = wide(value.type().dtype());
            if (wide == value.type().dtype()) {
                return value;
            }
            Value known = widened.get(value.id());
            if (known != null) {
                return known;
            }
            Node source = rewriter.definition(value);
            Value result;
            if (source != null && isView(source.op())) {
                // A transpose stays free in a contraction, and what is repeated is widened once.
                Value operand = widened(source.operands().getFirst(), scope);
                result = rewriter.append(source.op(), List.of(operand), source.scope());
            } else if (source != null && source.op() instanceof Op.Constant(NdArray array)) {
                result = rewriter.append(new Op.Constant(widened(array)), List.of(), scope);
            } else {
                result = converted(value, wide, scope);
            }
            widened.put(value.id(), result);
            return result;
        }

        private static NdArray widened(NdArray array) {
            NdArray result = NdArray.zeros(wide(array.type()));
            for (long i = 0; i < array.type().elements(); i++) {
                result.set(i, array.get(i));
            }
            return result;
        }
    }
}
