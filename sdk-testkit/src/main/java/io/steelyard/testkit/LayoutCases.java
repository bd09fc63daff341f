package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Cases of the leaves and of the operations that move elements without looking at them. */
final class LayoutCases {
    private LayoutCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (DType dtype : CaseData.ALL) {
            constants(cases, dtype);
            bitcasts(cases, dtype);
            reshapes(cases, dtype);
            transposes(cases, dtype);
            broadcasts(cases, dtype);
            slices(cases, dtype);
            pads(cases, dtype);
            reverses(cases, dtype);
            concats(cases, dtype);
            add(cases, "[7,33]", new Op.StopGradient(), CaseData.array(dtype, 1, 7, 33));
        }
        large(cases);
        CaseData.NUMBERS.forEach(dtype -> iotas(cases, dtype));
        randomBits(cases);
        return cases;
    }

    private static void add(List<OpCase> cases, String name, Op op, NdArray... inputs) {
        cases.add(OpCase.of(name, op, Tolerance.BITS, inputs));
    }

    private static void constants(List<OpCase> cases, DType dtype) {
        for (Shape shape : CaseData.SHAPES) {
            Op op = new Op.Constant(CaseData.array(new TensorType(dtype, shape), 1));
            cases.add(OpCase.leaf(shape.toString(), op, dtype));
        }
        cases.add(OpCase.leaf("special values", new Op.Constant(CaseData.specials(dtype)), dtype));
    }

    private static void iotas(List<OpCase> cases, DType dtype) {
        for (Shape shape : CaseData.SHAPES) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                Op op = new Op.Iota(new TensorType(dtype, shape), axis);
                cases.add(OpCase.leaf(shape + " axis " + axis, op, dtype));
            }
        }
    }

    private static void bitcasts(List<OpCase> cases, DType from) {
        for (DType to : CaseData.ALL) {
            if (from != DType.BOOL && to != DType.BOOL && from.bytes() == to.bytes()) {
                Op op = new Op.Bitcast(to);
                add(cases, "special values to " + to.text(), op, quiet(CaseData.specials(from)));
                add(cases, "[7,33] to " + to.text(), op, CaseData.array(from, 1, 7, 33));
            }
        }
    }

    /** Without NaN, whose bits are no one's promise. */
    private static NdArray quiet(NdArray array) {
        for (int i = 0; i < array.type().elements(); i++) {
            if (Double.isNaN(array.get(i))) {
                array.set(i, 42);
            }
        }
        return array;
    }

    private static void reshapes(List<OpCase> cases, DType dtype) {
        long[][][] pairs = {
            {{}, {1}},
            {{1, 1}, {}},
            {{12}, {3, 4}},
            {{3, 4}, {2, 6}},
            {{2, 3, 4}, {24}},
            {{7, 33}, {33, 7}},
            {{0, 3}, {7, 0}},
            {{2, 3, 4}, {2, 1, 3, 1, 4}}
        };
        for (long[][] pair : pairs) {
            Shape to = Shape.of(pair[1]);
            NdArray from = CaseData.array(dtype, 1, pair[0]);
            add(cases, from.shape() + " to " + to, new Op.Reshape(to), from);
        }
    }

    private static void transposes(List<OpCase> cases, DType dtype) {
        int[][] permutations = {
            {0},
            {1, 0},
            {0, 1},
            {0, 2, 1},
            {1, 0, 2},
            {1, 2, 0},
            {2, 0, 1},
            {2, 1, 0},
            {0, 2, 1, 3},
            {3, 2, 1, 0},
            {0, 3, 1, 2},
            {1, 0, 3, 2},
            {2, 3, 0, 1},
            {4, 3, 2, 1, 0},
            {0, 3, 2, 1, 4},
            {1, 4, 0, 2, 3}
        };
        long[][] sizes = {{3, 5, 2, 7, 4}, {17, 33, 2, 3, 1}};
        for (int[] permutation : permutations) {
            for (long[] all : sizes) {
                Shape shape = Shape.of(all).slice(0, permutation.length);
                NdArray data = CaseData.array(new TensorType(dtype, shape), 1);
                Axes axes = Axes.of(permutation);
                add(cases, shape + " by " + axes, new Op.Transpose(axes), data);
            }
        }
        add(cases, "scalar", new Op.Transpose(Axes.none()), CaseData.array(dtype, 1));
        add(cases, "nothing", new Op.Transpose(Axes.of(1, 0)), CaseData.array(dtype, 1, 0, 3));
        add(cases, "[129,65]", new Op.Transpose(Axes.of(1, 0)), CaseData.array(dtype, 1, 129, 65));
    }

    private static void broadcasts(List<OpCase> cases, DType dtype) {
        broadcast(cases, dtype, Shape.scalar(), Shape.scalar());
        broadcast(cases, dtype, Shape.scalar(), Shape.of(1000));
        broadcast(cases, dtype, Shape.scalar(), Shape.of(3, 0));
        broadcast(cases, dtype, Shape.of(17), Shape.of(17), 0);
        broadcast(cases, dtype, Shape.of(17), Shape.of(5, 17), 1);
        broadcast(cases, dtype, Shape.of(5), Shape.of(5, 17), 0);
        broadcast(cases, dtype, Shape.of(5, 1), Shape.of(5, 17), 0, 1);
        broadcast(cases, dtype, Shape.of(1, 17), Shape.of(5, 17), 0, 1);
        broadcast(cases, dtype, Shape.of(1), Shape.of(5, 17), 0);
        broadcast(cases, dtype, Shape.of(3), Shape.of(2, 3, 4), 1);
        broadcast(cases, dtype, Shape.of(2, 4), Shape.of(2, 3, 4), 0, 2);
        broadcast(cases, dtype, Shape.of(2, 1, 4), Shape.of(2, 3, 4), 0, 1, 2);
        broadcast(cases, dtype, Shape.of(3, 5), Shape.of(2, 3, 4, 5, 2), 1, 3);
        broadcast(cases, dtype, Shape.of(1), Shape.of(0), 0);
        broadcast(cases, dtype, Shape.of(0), Shape.of(3, 0), 1);
    }

    private static void broadcast(
            List<OpCase> cases, DType dtype, Shape from, Shape to, int... axes) {
        add(
                cases,
                from + " to " + to + " at " + Axes.of(axes),
                new Op.Broadcast(to, Axes.of(axes)),
                CaseData.array(new TensorType(dtype, from), 1));
    }

    private static void slices(List<OpCase> cases, DType dtype) {
        slice(cases, dtype, Shape.scalar());
        slice(cases, dtype, Shape.of(10), span(0, 10, 1));
        slice(cases, dtype, Shape.of(10), span(3, 8, 1));
        slice(cases, dtype, Shape.of(10), span(1, 10, 3));
        slice(cases, dtype, Shape.of(10), span(4, 4, 1));
        slice(cases, dtype, Shape.of(10), span(0, 10, 100));
        slice(cases, dtype, Shape.of(0), span(0, 0, 1));
        slice(cases, dtype, Shape.of(7, 33), span(0, 7, 1), span(5, 22, 1));
        slice(cases, dtype, Shape.of(7, 33), span(2, 5, 1), span(0, 33, 1));
        slice(cases, dtype, Shape.of(7, 33), span(1, 7, 2), span(0, 33, 4));
        slice(cases, dtype, Shape.of(3, 5, 4), span(0, 3, 1), span(1, 4, 1), span(0, 4, 1));
        slice(cases, dtype, Shape.of(3, 5, 4), span(0, 3, 2), span(4, 5, 1), span(1, 4, 2));
        slice(
                cases,
                dtype,
                Shape.of(2, 3, 2, 3, 4),
                span(1, 2, 1),
                span(0, 3, 2),
                span(0, 2, 1),
                span(1, 3, 1),
                span(0, 4, 3));
    }

    private static Op.Span span(long start, long limit, long stride) {
        return new Op.Span(start, limit, stride);
    }

    private static void slice(List<OpCase> cases, DType dtype, Shape shape, Op.Span... spans) {
        List<Op.Span> list = List.of(spans);
        NdArray data = CaseData.array(new TensorType(dtype, shape), 1);
        add(cases, shape + " cut " + list, new Op.Slice(list), data);
    }

    private static void pads(List<OpCase> cases, DType dtype) {
        pad(cases, dtype, Shape.scalar());
        pad(cases, dtype, Shape.of(5), padding(0, 0, 0));
        pad(cases, dtype, Shape.of(5), padding(2, 3, 0));
        pad(cases, dtype, Shape.of(5), padding(1, 0, 2));
        pad(cases, dtype, Shape.of(1), padding(0, 0, 5));
        pad(cases, dtype, Shape.of(0), padding(2, 1, 3));
        pad(cases, dtype, Shape.of(7, 17), padding(0, 0, 0), padding(3, 0, 0));
        pad(cases, dtype, Shape.of(7, 17), padding(1, 2, 0), padding(0, 0, 0));
        pad(cases, dtype, Shape.of(3, 4), padding(1, 0, 1), padding(0, 2, 3));
        pad(cases, dtype, Shape.of(3, 0), padding(1, 1, 0), padding(1, 1, 0));
        pad(cases, dtype, Shape.of(2, 3, 4), padding(0, 1, 0), padding(1, 0, 2), padding(2, 2, 1));
    }

    private static Op.Padding padding(long low, long high, long interior) {
        return new Op.Padding(low, high, interior);
    }

    private static void pad(List<OpCase> cases, DType dtype, Shape shape, Op.Padding... paddings) {
        List<Op.Padding> list = List.of(paddings);
        NdArray data = CaseData.array(new TensorType(dtype, shape), 1);
        add(cases, shape + " by " + list, new Op.Pad(list), data, CaseData.scalar(dtype, 1));
    }

    private static void reverses(List<OpCase> cases, DType dtype) {
        reverse(cases, dtype, Shape.scalar());
        reverse(cases, dtype, Shape.of(1), 0);
        reverse(cases, dtype, Shape.of(7), 0);
        reverse(cases, dtype, Shape.of(33), 0);
        reverse(cases, dtype, Shape.of(1000), 0);
        reverse(cases, dtype, Shape.of(0), 0);
        reverse(cases, dtype, Shape.of(3, 0), 0);
        reverse(cases, dtype, Shape.of(7, 33));
        for (int[] axes : new int[][] {{0}, {1}, {2}, {0, 1}, {2, 0}, {1, 2}, {0, 1, 2}}) {
            reverse(cases, dtype, Shape.of(3, 5, 17), axes);
        }
        reverse(cases, dtype, Shape.of(2, 3, 1, 2, 2), 1, 3, 2);
        add(cases, "special values", new Op.Reverse(Axes.of(0)), CaseData.specials(dtype));
    }

    private static void reverse(List<OpCase> cases, DType dtype, Shape shape, int... axes) {
        Axes along = Axes.of(axes);
        NdArray data = CaseData.array(new TensorType(dtype, shape), 1);
        add(cases, shape + " along " + along, new Op.Reverse(along), data);
    }

    private static void concats(List<OpCase> cases, DType dtype) {
        concat(cases, dtype, 0, Shape.of(5));
        concat(cases, dtype, 0, Shape.of(5), Shape.of(0), Shape.of(17));
        concat(cases, dtype, 0, Shape.of(2, 7), Shape.of(3, 7));
        concat(cases, dtype, 1, Shape.of(3, 7), Shape.of(3, 1), Shape.of(3, 17), Shape.of(3, 2));
        concat(cases, dtype, 1, Shape.of(2, 3, 4), Shape.of(2, 1, 4));
        concat(cases, dtype, 2, Shape.of(2, 3, 4), Shape.of(2, 3, 33));
        concat(cases, dtype, 1, Shape.of(0, 3), Shape.of(0, 4));
        concat(cases, dtype, 3, Shape.of(2, 1, 3, 1, 2), Shape.of(2, 1, 3, 4, 2));
    }

    private static void concat(List<OpCase> cases, DType dtype, int axis, Shape... shapes) {
        NdArray[] parts = new NdArray[shapes.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = CaseData.array(new TensorType(dtype, shapes[i]), i);
        }
        add(cases, List.of(shapes) + " along " + axis, new Op.Concat(axis), parts);
    }

    /** Movements that take several blocks and threads. */
    private static void large(List<OpCase> cases) {
        DType dtype = DType.F32;
        NdArray data = CaseData.array(dtype, 1, 12, 70, 130);
        for (Axes axes : List.of(Axes.of(2, 1, 0), Axes.of(0, 2, 1), Axes.of(1, 0, 2))) {
            add(cases, data.shape() + " by " + axes, new Op.Transpose(axes), data);
        }
        broadcast(cases, dtype, Shape.of(130), Shape.of(500, 130), 1);
        broadcast(cases, dtype, Shape.of(500), Shape.of(500, 130), 0);
        broadcast(cases, dtype, Shape.of(12, 130), Shape.of(12, 40, 130), 0, 2);
        slice(cases, dtype, Shape.of(300, 130), span(1, 299, 1), span(0, 130, 1));
        slice(cases, dtype, Shape.of(300, 130), span(0, 300, 3), span(7, 129, 2));
        pad(cases, dtype, Shape.of(300, 130), padding(1, 2, 0), padding(3, 4, 0));
        concat(cases, dtype, 1, Shape.of(200, 130), Shape.of(200, 70));
        concat(cases, dtype, 0, Shape.of(200, 130), Shape.of(50, 130));
        NdArray key = NdArray.of(new int[] {1, 2}, 2);
        add(cases, "[70001]", new Op.RandomBits(Shape.of(70_001)), key, key);
    }

    private static void randomBits(List<OpCase> cases) {
        int[][] keys = {{0, 0}, {1, 2}, {0xa4093822, 0x299f31d0}, {-1, -1}};
        for (int[] key : keys) {
            for (Shape shape : CaseData.SHAPES) {
                add(
                        cases,
                        shape + " key " + key[0] + "," + key[1],
                        new Op.RandomBits(shape),
                        NdArray.of(key, 2),
                        NdArray.of(new int[] {key[1], 7}, 2));
            }
        }
    }
}
