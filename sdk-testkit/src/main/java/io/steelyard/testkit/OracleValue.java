package io.steelyard.testkit;

import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.function.IntToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * A tensor in the hands of the {@link Oracle}: its type and its elements in row-major order. Floats
 * of any dtype are held as doubles and integers of any dtype as longs, so that each operation is
 * written once.
 */
public sealed interface OracleValue {
    /** The type in the program; elements of {@link Reals} are not rounded to its dtype. */
    TensorType type();

    /** This value's elements at the given row-major places; -1 takes the first of another value. */
    OracleValue gather(TensorType type, int[] places, OracleValue filler);

    /** The array that comes nearest. */
    NdArray toArray();

    /** Elements of a floating dtype. */
    record Reals(TensorType type, double[] elements) implements OracleValue {
        /** The value whose element at each row-major place is what a function says of it. */
        static Reals of(TensorType type, IntToDoubleFunction function) {
            int count = Math.toIntExact(type.elements());
            return new Reals(type, IntStream.range(0, count).mapToDouble(function).toArray());
        }

        @Override
        public Reals gather(TensorType result, int[] places, OracleValue filler) {
            double[] gathered = new double[places.length];
            for (int i = 0; i < places.length; i++) {
                gathered[i] = places[i] >= 0 ? elements[places[i]] : ((Reals) filler).elements[0];
            }
            return new Reals(result, gathered);
        }

        @Override
        public NdArray toArray() {
            NdArray array = NdArray.zeros(type);
            for (int i = 0; i < elements.length; i++) {
                array.set(i, Rounding.round(elements[i], type.dtype()));
            }
            return array;
        }
    }

    /** Elements of an integer dtype, sign-extended but for U8, or of BOOL as 0 and 1. */
    record Integers(TensorType type, long[] elements) implements OracleValue {
        @Override
        public Integers gather(TensorType result, int[] places, OracleValue filler) {
            long[] gathered = new long[places.length];
            for (int i = 0; i < places.length; i++) {
                gathered[i] =
                        places[i] >= 0 ? elements[places[i]] : ((Integers) filler).elements[0];
            }
            return new Integers(result, gathered);
        }

        @Override
        public NdArray toArray() {
            NdArray array = NdArray.zeros(type);
            for (int i = 0; i < elements.length; i++) {
                array.setLong(i, elements[i]);
            }
            return array;
        }
    }

    /** The elements of an array, all of them exact. */
    static OracleValue of(NdArray array) {
        int count = Math.toIntExact(array.type().elements());
        if (array.dtype().isFloating()) {
            double[] elements = new double[count];
            for (int i = 0; i < count; i++) {
                elements[i] = array.get(i);
            }
            return new Reals(array.type(), elements);
        }
        long[] elements = new long[count];
        for (int i = 0; i < count; i++) {
            elements[i] = array.getLong(i);
        }
        return new Integers(array.type(), elements);
    }

    /** The elements of a value whose dtype is floating. */
    static double[] reals(OracleValue value) {
        return ((Reals) value).elements();
    }

    /** The elements of a value whose dtype is an integer or BOOL. */
    static long[] integers(OracleValue value) {
        return ((Integers) value).elements();
    }

    /** For each coordinate of a shape, in row-major order, what a function says of it. */
    static int[] eachCoordinate(Shape shape, ToIntFunction<long[]> function) {
        int[] answers = new int[Math.toIntExact(shape.elements())];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = function.applyAsInt(coordinate(shape, i));
        }
        return answers;
    }

    /** The coordinate of a row-major place. */
    static long[] coordinate(Shape shape, long place) {
        long[] at = new long[shape.rank()];
        long rest = place;
        for (int axis = at.length - 1; axis >= 0; axis--) {
            at[axis] = rest % shape.size(axis);
            rest /= shape.size(axis);
        }
        return at;
    }

    /** The row-major place of a coordinate. */
    static int place(Shape shape, long[] at) {
        long place = 0;
        for (int axis = 0; axis < at.length; axis++) {
            place = place * shape.size(axis) + at[axis];
        }
        return Math.toIntExact(place);
    }
}
