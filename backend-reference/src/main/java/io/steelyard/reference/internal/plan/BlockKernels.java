package io.steelyard.reference.internal.plan;

import io.steelyard.composite.GeluGradientRule;
import io.steelyard.composite.GeluRule;
import io.steelyard.composite.SiluGradientRule;
import io.steelyard.composite.SiluRule;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.UnaryKind;
import io.steelyard.reference.internal.kernel.BinaryKernels;
import io.steelyard.reference.internal.kernel.BlockKernel;
import io.steelyard.reference.internal.kernel.CompareKernels;
import io.steelyard.reference.internal.kernel.DoubleFunctionKernels;
import io.steelyard.reference.internal.kernel.DoubleKernels;
import io.steelyard.reference.internal.kernel.IntKernels;
import io.steelyard.reference.internal.kernel.LongKernels;
import io.steelyard.reference.internal.kernel.SelectKernels;
import io.steelyard.reference.internal.kernel.UnaryKernels;
import io.steelyard.reference.internal.kernel.VectorKernel;
import io.steelyard.reference.internal.kernel.WideCompareKernels;
import io.steelyard.tensor.DType;

/** The kernel of each elementwise operation. */
final class BlockKernels {
    private BlockKernels() {}

    static BlockKernel of(Node node) {
        DType dtype = node.operands().getFirst().type().dtype();
        return switch (node.op()) {
            case Op.Unary unary -> unary(node, unary.kind(), dtype);
            case Op.Binary binary -> binary(node, binary.kind(), dtype);
            case Op.Compare compare -> compare(node, compare.comparison(), dtype);
            case Op.Select ignored -> select(node.result().type().dtype());
            case Op.Convert convert -> Conversions.of(dtype, convert.dtype());
            case Op.Composite composite -> composite(node, composite);
            // Not elementwise, so that no group has one.
            case Op.Constant _,
                    Op.Iota _,
                    Op.Bitcast _,
                    Op.Reshape _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Reverse _,
                    Op.Concat _,
                    Op.Take _,
                    Op.Scatter _,
                    Op.DynamicSlice _,
                    Op.DynamicUpdateSlice _,
                    Op.DotGeneral _,
                    Op.Conv _,
                    Op.ConvInputGradient _,
                    Op.ConvFilterGradient _,
                    Op.WindowReduce _,
                    Op.WindowMaxGradient _,
                    Op.Reduce _,
                    Op.TopK _,
                    Op.Scan _,
                    Op.Call _,
                    Op.RandomBits _,
                    Op.StopGradient _ ->
                    throw Support.refused(node);
        };
    }

    private static BlockKernel unary(Node node, UnaryKind kind, DType dtype) {
        return switch (dtype) {
            case F32 -> single(node, kind);
            case F64 -> doubles(node, kind);
            case I32 ->
                    switch (kind) {
                        case NEG -> (out, in, b, c, count) -> IntKernels.neg(out, in, count);
                        case ABS -> (out, in, b, c, count) -> IntKernels.abs(out, in, count);
                        case NOT -> (out, in, b, c, count) -> IntKernels.not(out, in, count);
                        case EXP, LOG, SQRT, TANH, ERF, SIN, COS, FLOOR ->
                                throw Support.refused(node);
                    };
            case I64 ->
                    switch (kind) {
                        case NEG -> (out, in, b, c, count) -> LongKernels.neg(out, in, count);
                        case ABS -> (out, in, b, c, count) -> LongKernels.abs(out, in, count);
                        case NOT -> (out, in, b, c, count) -> LongKernels.not(out, in, count);
                        case EXP, LOG, SQRT, TANH, ERF, SIN, COS, FLOOR ->
                                throw Support.refused(node);
                    };
            case BOOL -> VectorKernel.NOT;
            case F16, BF16, U8 -> throw Support.refused(node);
        };
    }

    private static BlockKernel single(Node node, UnaryKind kind) {
        return switch (kind) {
            case NEG -> VectorKernel.NEG;
            case ABS -> VectorKernel.ABS;
            case EXP -> VectorKernel.EXP;
            case LOG -> VectorKernel.LOG;
            case SQRT -> VectorKernel.SQRT;
            case TANH -> VectorKernel.TANH;
            case ERF -> VectorKernel.ERF;
            case SIN -> (out, in, b, c, count) -> UnaryKernels.sin(out, in, count);
            case COS -> (out, in, b, c, count) -> UnaryKernels.cos(out, in, count);
            case FLOOR -> VectorKernel.FLOOR;
            case NOT -> throw Support.refused(node);
        };
    }

    private static BlockKernel doubles(Node node, UnaryKind kind) {
        return switch (kind) {
            case NEG -> (out, in, b, c, count) -> DoubleKernels.neg(out, in, count);
            case ABS -> (out, in, b, c, count) -> DoubleKernels.abs(out, in, count);
            case EXP -> (out, in, b, c, count) -> DoubleFunctionKernels.exp(out, in, count);
            case LOG -> (out, in, b, c, count) -> DoubleFunctionKernels.log(out, in, count);
            case SQRT -> (out, in, b, c, count) -> DoubleKernels.sqrt(out, in, count);
            case TANH -> (out, in, b, c, count) -> DoubleFunctionKernels.tanh(out, in, count);
            case ERF -> (out, in, b, c, count) -> DoubleFunctionKernels.erf(out, in, count);
            case SIN -> (out, in, b, c, count) -> DoubleFunctionKernels.sin(out, in, count);
            case COS -> (out, in, b, c, count) -> DoubleFunctionKernels.cos(out, in, count);
            case FLOOR -> (out, in, b, c, count) -> DoubleKernels.floor(out, in, count);
            case NOT -> throw Support.refused(node);
        };
    }

    /** The kernel of two operands of a dtype, which a node asks for. */
    static BlockKernel binary(Node node, BinaryKind kind, DType dtype) {
        return switch (dtype) {
            case F32 -> single(node, kind);
            case F64 -> doubles(node, kind);
            case I32 -> ints(kind);
            case I64 -> longs(kind);
            case BOOL -> logic(node, kind);
            case F16, BF16, U8 -> throw Support.refused(node);
        };
    }

    private static BlockKernel logic(Node node, BinaryKind kind) {
        return switch (kind) {
            case AND -> VectorKernel.AND;
            case OR -> VectorKernel.OR;
            case XOR -> VectorKernel.XOR;
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN, SHL, SHR -> throw Support.refused(node);
        };
    }

    private static BlockKernel ints(BinaryKind kind) {
        return switch (kind) {
            case ADD -> (out, a, b, c, count) -> IntKernels.add(out, a, b, count);
            case SUB -> (out, a, b, c, count) -> IntKernels.sub(out, a, b, count);
            case MUL -> (out, a, b, c, count) -> IntKernels.mul(out, a, b, count);
            case DIV -> (out, a, b, c, count) -> IntKernels.div(out, a, b, count);
            case REM -> (out, a, b, c, count) -> IntKernels.rem(out, a, b, count);
            case POW -> (out, a, b, c, count) -> IntKernels.pow(out, a, b, count);
            case MAX -> (out, a, b, c, count) -> IntKernels.max(out, a, b, count);
            case MIN -> (out, a, b, c, count) -> IntKernels.min(out, a, b, count);
            case AND -> (out, a, b, c, count) -> IntKernels.and(out, a, b, count);
            case OR -> (out, a, b, c, count) -> IntKernels.or(out, a, b, count);
            case XOR -> (out, a, b, c, count) -> IntKernels.xor(out, a, b, count);
            case SHL -> (out, a, b, c, count) -> IntKernels.shl(out, a, b, count);
            case SHR -> (out, a, b, c, count) -> IntKernels.shr(out, a, b, count);
        };
    }

    private static BlockKernel single(Node node, BinaryKind kind) {
        return switch (kind) {
            case ADD -> VectorKernel.ADD;
            case SUB -> VectorKernel.SUB;
            case MUL -> VectorKernel.MUL;
            case DIV -> VectorKernel.DIV;
            case REM -> (out, a, b, c, count) -> BinaryKernels.rem(out, a, b, count);
            case POW -> (out, a, b, c, count) -> BinaryKernels.pow(out, a, b, count);
            case MAX -> VectorKernel.MAX;
            case MIN -> VectorKernel.MIN;
            case AND, OR, XOR, SHL, SHR -> throw Support.refused(node);
        };
    }

    private static BlockKernel doubles(Node node, BinaryKind kind) {
        return switch (kind) {
            case ADD -> (out, a, b, c, count) -> DoubleKernels.add(out, a, b, count);
            case SUB -> (out, a, b, c, count) -> DoubleKernels.sub(out, a, b, count);
            case MUL -> (out, a, b, c, count) -> DoubleKernels.mul(out, a, b, count);
            case DIV -> (out, a, b, c, count) -> DoubleKernels.div(out, a, b, count);
            case REM -> (out, a, b, c, count) -> DoubleKernels.rem(out, a, b, count);
            case POW -> (out, a, b, c, count) -> DoubleFunctionKernels.pow(out, a, b, count);
            case MAX -> (out, a, b, c, count) -> DoubleKernels.max(out, a, b, count);
            case MIN -> (out, a, b, c, count) -> DoubleKernels.min(out, a, b, count);
            case AND, OR, XOR, SHL, SHR -> throw Support.refused(node);
        };
    }

    private static BlockKernel longs(BinaryKind kind) {
        return switch (kind) {
            case ADD -> (out, a, b, c, count) -> LongKernels.add(out, a, b, count);
            case SUB -> (out, a, b, c, count) -> LongKernels.sub(out, a, b, count);
            case MUL -> (out, a, b, c, count) -> LongKernels.mul(out, a, b, count);
            case DIV -> (out, a, b, c, count) -> LongKernels.div(out, a, b, count);
            case REM -> (out, a, b, c, count) -> LongKernels.rem(out, a, b, count);
            case POW -> (out, a, b, c, count) -> LongKernels.pow(out, a, b, count);
            case MAX -> (out, a, b, c, count) -> LongKernels.max(out, a, b, count);
            case MIN -> (out, a, b, c, count) -> LongKernels.min(out, a, b, count);
            case AND -> (out, a, b, c, count) -> LongKernels.and(out, a, b, count);
            case OR -> (out, a, b, c, count) -> LongKernels.or(out, a, b, count);
            case XOR -> (out, a, b, c, count) -> LongKernels.xor(out, a, b, count);
            case SHL -> (out, a, b, c, count) -> LongKernels.shl(out, a, b, count);
            case SHR -> (out, a, b, c, count) -> LongKernels.shr(out, a, b, count);
        };
    }

    private static BlockKernel compare(Node node, Comparison comparison, DType dtype) {
        return switch (dtype) {
            case F32 ->
                    switch (comparison) {
                        case EQ -> VectorKernel.EQ;
                        case NE -> VectorKernel.NE;
                        case LT -> VectorKernel.LT;
                        case LE -> VectorKernel.LE;
                        case GT -> VectorKernel.GT;
                        case GE -> VectorKernel.GE;
                    };
            case F64 ->
                    switch (comparison) {
                        case EQ ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.eqDouble(out, a, b, count);
                        case NE ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.neDouble(out, a, b, count);
                        case LT ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.ltDouble(out, a, b, count);
                        case LE ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.leDouble(out, a, b, count);
                        case GT ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.gtDouble(out, a, b, count);
                        case GE ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.geDouble(out, a, b, count);
                    };
            case I32 ->
                    switch (comparison) {
                        case EQ -> (out, a, b, c, count) -> CompareKernels.eqInt(out, a, b, count);
                        case NE -> (out, a, b, c, count) -> CompareKernels.neInt(out, a, b, count);
                        case LT -> (out, a, b, c, count) -> CompareKernels.ltInt(out, a, b, count);
                        case LE -> (out, a, b, c, count) -> CompareKernels.leInt(out, a, b, count);
                        case GT -> (out, a, b, c, count) -> CompareKernels.gtInt(out, a, b, count);
                        case GE -> (out, a, b, c, count) -> CompareKernels.geInt(out, a, b, count);
                    };
            case I64 ->
                    switch (comparison) {
                        case EQ ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.eqLong(out, a, b, count);
                        case NE ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.neLong(out, a, b, count);
                        case LT ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.ltLong(out, a, b, count);
                        case LE ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.leLong(out, a, b, count);
                        case GT ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.gtLong(out, a, b, count);
                        case GE ->
                                (out, a, b, c, count) ->
                                        WideCompareKernels.geLong(out, a, b, count);
                    };
            case BOOL ->
                    switch (comparison) {
                        case EQ -> (out, a, b, c, count) -> CompareKernels.eqBool(out, a, b, count);
                        case NE -> (out, a, b, c, count) -> CompareKernels.neBool(out, a, b, count);
                        case LT, LE, GT, GE -> throw Support.refused(node);
                    };
            case F16, BF16, U8 -> throw Support.refused(node);
        };
    }

    private static BlockKernel select(DType dtype) {
        if (dtype == DType.F32) {
            return VectorKernel.SELECT;
        }
        return switch (dtype.bytes()) {
            case 1 -> SelectKernels::selectBytes;
            case 2 -> SelectKernels::selectShorts;
            case 4 -> SelectKernels::selectWords;
            default -> SelectKernels::selectLongs;
        };
    }

    private static BlockKernel composite(Node node, Op.Composite composite) {
        return switch (composite.rule()) {
            case GeluRule rule ->
                    switch (rule.form()) {
                        case TANH -> VectorKernel.GELU_TANH;
                        case ERF -> VectorKernel.GELU_ERF;
                    };
            case GeluGradientRule rule ->
                    switch (rule.form()) {
                        case TANH -> VectorKernel.GELU_TANH_GRADIENT;
                        case ERF -> VectorKernel.GELU_ERF_GRADIENT;
                    };
            case SiluRule ignored -> VectorKernel.SILU;
            case SiluGradientRule ignored -> VectorKernel.SILU_GRADIENT;
            default -> throw Support.refused(node);
        };
    }
}
