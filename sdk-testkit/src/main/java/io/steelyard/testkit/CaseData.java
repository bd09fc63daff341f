package io.steelyard.testkit;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** Data for cases, the same on every run. */
final class CaseData {
    static final List<DType> FLOATS = List.of(DType.F32, DType.F64, DType.F16, DType.BF16);
    static final List<DType> INTEGERS = List.of(DType.I32, DType.I64, DType.U8);
    static final List<DType> NUMBERS =
            List.of(DType.F32, DType.F64, DType.F16, DType.BF16, DType.I32, DType.I64, DType.U8);
    static final List<DType> ALL = List.of(DType.values());

    /** Ranks 0 to 5, axes of 0 and 1, and sizes that fill no vector. */
    static final List<Shape> SHAPES =
            List.of(
                    Shape.scalar(),
                    Shape.of(1),
                    Shape.of(7),
                    Shape.of(17),
                    Shape.of(33),
                    Shape.of(1000),
                    Shape.of(0),
                    Shape.of(3, 0),
                    Shape.of(1, 5),
                    Shape.of(5, 1),
                    Shape.of(7, 33),
                    Shape.of(2, 3, 4),
                    Shape.of(2, 1, 3, 1),
                    Shape.of(2, 3, 1, 2, 2));

    /** With shapes that take several blocks and threads for the mandatory dtypes. */
    static List<Shape> shapes(DType dtype) {
        if (dtype != DType.F32 && dtype != DType.I32 && dtype != DType.BOOL) {
            return SHAPES;
        }
        List<Shape> shapes = new ArrayList<>(SHAPES);
        shapes.add(Shape.of(10_007));
        shapes.add(Shape.of(21, 257));
        return shapes;
    }

    private CaseData() {}

    /** Ordinary numbers of either sign: normal floats about 1, integers up to 100, fair bits. */
    static NdArray array(DType dtype, long seed, long... sizes) {
        return array(new TensorType(dtype, Shape.of(sizes)), seed);
    }

    /** As {@link #array(DType, long, long...)}. */
    static NdArray array(TensorType type, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NdArray array = NdArray.zeros(type);
        for (long i = 0; i < type.elements(); i++) {
            switch (type.dtype()) {
                case F32, F64, F16, BF16 -> array.set(i, random.nextGaussian() * 1.5);
                case I32, I64 -> array.setLong(i, random.nextLong(-100, 101));
                case U8 -> array.setLong(i, random.nextLong(256));
                case BOOL -> array.setLong(i, random.nextLong(2));
            }
        }
        return array;
    }

    /** I32 numbers in {@code [from, to)}. */
    static NdArray indices(long seed, int from, int to, long... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        NdArray array = NdArray.zeros(TensorType.of(DType.I32, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.setLong(i, random.nextInt(from, to));
        }
        return array;
    }

    /** A vector of numbers, rounded to the dtype. */
    static NdArray vector(DType dtype, double... values) {
        NdArray array = NdArray.zeros(TensorType.of(dtype, values.length));
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i]);
        }
        return array;
    }

    /** A vector of a thousand numbers. */
    static NdArray sweep(DType dtype, IntToDoubleFunction function) {
        double[] values = new double[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(i);
        }
        return vector(dtype, values);
    }

    /** A thousand numbers from one to the other, both included. */
    static NdArray linear(DType dtype, double from, double to) {
        return sweep(dtype, i -> from + (to - from) * i / 999);
    }

    /** A thousand positive numbers with equal quotients. */
    static NdArray geometric(DType dtype, double from, double to) {
        return sweep(dtype, i -> from * Math.pow(to / from, i / 999.0));
    }

    /** The numbers at which functions go wrong: NaN, infinities, zeros, subnormals, the ends. */
    static NdArray specials(DType dtype) {
        return switch (dtype) {
            case F32, F64, F16, BF16 -> {
                double largest = Rounding.largest(dtype);
                double tiny = Rounding.ulp(0, dtype);
                double normal = tiny * Math.round(1 / (2 * Rounding.unitRoundoff(dtype)));
                yield vector(
                        dtype,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        0.0,
                        -0.0,
                        tiny,
                        -tiny,
                        normal / 2,
                        normal,
                        -normal,
                        largest,
                        -largest,
                        largest / 3,
                        1,
                        -1,
                        0.5,
                        -0.5,
                        1.5,
                        -1.5,
                        2.5,
                        3,
                        -7,
                        1e-3,
                        100);
            }
            case I32, I64 -> {
                long smallest = dtype == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
                long[] values = {
                    smallest,
                    smallest + 1,
                    -smallest - 1,
                    -smallest - 2,
                    0,
                    1,
                    -1,
                    2,
                    -2,
                    3,
                    7,
                    -7,
                    31,
                    32,
                    33,
                    63,
                    64,
                    65,
                    1000,
                    -1000,
                    46341,
                    65536
                };
                NdArray array = NdArray.zeros(TensorType.of(dtype, values.length));
                for (int i = 0; i < values.length; i++) {
                    array.setLong(i, values[i]);
                }
                yield array;
            }
            case U8 -> vector(dtype, 0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 100, 127, 128, 200, 254, 255);
            case BOOL -> vector(dtype, 0, 1);
        };
    }

    /** The left ({@code side} 0) or right (1) operand of all pairs of the elements of a vector. */
    static NdArray pairs(NdArray vector, int side) {
        int count = Math.toIntExact(vector.type().elements());
        NdArray array =
                NdArray.zeros(new TensorType(vector.dtype(), Shape.of((long) count * count)));
        for (int i = 0; i < count * count; i++) {
            int from = side == 0 ? i / count : i % count;
            if (vector.dtype().isFloating()) {
                array.set(i, vector.get(from));
            } else {
                array.setLong(i, vector.getLong(from));
            }
        }
        return array;
    }

    /** A scalar of the dtype. */
    static NdArray scalar(DType dtype, double value) {
        return vector(dtype, value).reshape();
    }
}
