package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Numbers closer to 0 than the smallest normal one, which a backend may declare that it takes as 0
 * ({@link Deviation#SUBNORMAL_NUMBERS}): the operands of what computes, its results, or both. What
 * moves elements moves them as they are.
 */
final class Subnormals {
    /** A subnormal number of each dtype. */
    private static final Map<DType, Double> EXAMPLES =
            Map.of(
                    DType.F32,
                    0x1p-140,
                    DType.F64,
                    0x1p-1060,
                    DType.F16,
                    0x1p-20,
                    DType.BF16,
                    0x1p-130);

    private Subnormals() {}

    /** The dtypes of which subnormal numbers are declared to count as 0. */
    static Set<DType> flushed(List<Deviation> declared) {
        Set<DType> dtypes = EnumSet.noneOf(DType.class);
        declared.stream()
                .filter(deviation -> deviation.subject().equals(Deviation.SUBNORMAL_NUMBERS))
                .forEach(deviation -> dtypes.add(deviation.dtype()));
        return dtypes;
    }

    /** Half of a small number, by each dtype that a backend declares. */
    static Stream<DeviationChecks.Check> checks(Backend backend) {
        return EXAMPLES.keySet().stream()
                .filter(backend.capabilities().dtypes()::contains)
                .sorted()
                .map(
                        dtype ->
                                new DeviationChecks.Check(
                                        dtype.text(),
                                        Deviation.SUBNORMAL_NUMBERS,
                                        dtype,
                                        () -> CaseRunner.check(backend, half(dtype), Set.of())));
    }

    private static OpCase half(DType dtype) {
        NdArray small = NdArray.zeros(TensorType.of(dtype, 1));
        small.set(0, EXAMPLES.get(dtype));
        return OpCase.program(
                Deviation.SUBNORMAL_NUMBERS,
                "half of one",
                Tolerance.VALUES,
                tensors -> List.of(half(tensors.getFirst())),
                small);
    }

    private static Tensor half(Tensor small) {
        return small.mul(0.5);
    }

    /** What operations mean where subnormal numbers of some dtypes count as 0. */
    static OracleSemantics flushing(Set<DType> dtypes, boolean operands, boolean results) {
        return (op, given, type, bodies) -> {
            boolean computes = computes(op);
            List<OracleValue> taken = computes && operands ? flushed(given, dtypes) : given;
            List<OracleValue> made = Oracle.apply(op, taken, type, bodies);
            return computes && results ? flushed(made, dtypes) : made;
        };
    }

    /** The values, of which subnormal ones of the dtypes are 0. */
    static List<OracleValue> flushed(List<OracleValue> values, Set<DType> dtypes) {
        List<OracleValue> all = new ArrayList<>();
        for (OracleValue value : values) {
            DType dtype = value.type().dtype();
            all.add(
                    value instanceof Reals(TensorType type, double[] elements)
                                    && dtypes.contains(dtype)
                            ? new Reals(
                                    type,
                                    Arrays.stream(elements)
                                            .map(
                                                    x ->
                                                            isSubnormal(x, dtype)
                                                                    ? Math.copySign(0, x)
                                                                    : x)
                                            .toArray())
                            : value);
        }
        return all;
    }

    private static boolean isSubnormal(double x, DType dtype) {
        return x != 0 && Math.abs(x) < Rounding.smallestNormal(dtype);
    }

    private static boolean computes(Op op) {
        return switch (op) {
            case Op.Unary _ -> true;
            case Op.Binary _ -> true;
            case Op.Compare _ -> true;
            case Op.Convert _ -> true;
            case Op.DotGeneral _ -> true;
            case Op.Conv _ -> true;
            case Op.ConvInputGradient _ -> true;
            case Op.ConvFilterGradient _ -> true;
            case Op.WindowReduce _ -> true;
            case Op.WindowMaxGradient _ -> true;
            case Op.Reduce _ -> true;
            case Op.Scatter scatter -> scatter.kind() != ScatterKind.SET;
            case Op.Constant _ -> false;
            case Op.Iota _ -> false;
            case Op.Bitcast _ -> false;
            case Op.Select _ -> false;
            case Op.Reshape _ -> false;
            case Op.Transpose _ -> false;
            case Op.Broadcast _ -> false;
            case Op.Slice _ -> false;
            case Op.Pad _ -> false;
            case Op.Reverse _ -> false;
            case Op.Concat _ -> false;
            case Op.Take _ -> false;
            case Op.DynamicSlice _ -> false;
            case Op.DynamicUpdateSlice _ -> false;
            case Op.TopK _ -> false;
            case Op.RandomBits _ -> false;
            case Op.StopGradient _ -> false;
            // What their bodies are made of computes.
            case Op.Scan _ -> false;
            case Op.Call _ -> false;
            case Op.Composite _ -> false;
        };
    }
}
