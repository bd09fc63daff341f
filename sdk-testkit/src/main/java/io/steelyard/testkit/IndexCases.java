package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.program.ScatterKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Cases of the operations that read or write at places which other operands name. */
final class IndexCases {
    private IndexCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (DType dtype : CaseData.ALL) {
            takes(cases, dtype);
            dynamicSlices(cases, dtype);
            dynamicUpdateSlices(cases, dtype);
            scatters(cases, dtype, ScatterKind.SET);
        }
        for (DType dtype : CaseData.NUMBERS) {
            scatters(cases, dtype, ScatterKind.ADD);
            scatters(cases, dtype, ScatterKind.MAX);
        }
        // Large enough for several threads, with indices that repeat.
        take(cases, DType.F32, Shape.of(500, 64), 0, Shape.of(2000));
        scatter(cases, DType.F32, ScatterKind.ADD, Shape.of(500, 64), 0, Shape.of(2000));
        scatter(cases, DType.F32, ScatterKind.SET, Shape.of(500, 64), 0, Shape.of(2000));
        scatter(cases, DType.F32, ScatterKind.ADD, Shape.of(64, 500), 1, Shape.of(2000));
        return cases;
    }

    private static void takes(List<OpCase> cases, DType dtype) {
        take(cases, dtype, Shape.of(7), 0, Shape.scalar());
        take(cases, dtype, Shape.of(7), 0, Shape.of(17));
        take(cases, dtype, Shape.of(7), 0, Shape.of(0));
        take(cases, dtype, Shape.of(0), 0, Shape.of(0));
        take(cases, dtype, Shape.of(1), 0, Shape.of(5));
        take(cases, dtype, Shape.of(11, 33), 0, Shape.of(4, 5));
        take(cases, dtype, Shape.of(5, 7), 1, Shape.of(3));
        take(cases, dtype, Shape.of(3, 4, 5), 0, Shape.of(2, 2));
        take(cases, dtype, Shape.of(3, 4, 5), 1, Shape.of(6));
        take(cases, dtype, Shape.of(3, 4, 5), 2, Shape.of(2, 1, 3));
        take(cases, dtype, Shape.of(3, 4, 0), 1, Shape.of(2));
        take(cases, dtype, Shape.of(2, 3, 2, 3, 2), 3, Shape.of(4));
    }

    /** Indices from well below 0 to well past the end. */
    private static NdArray indices(long size, Shape shape) {
        return CaseData.indices(9, -3, (int) size + 4, shape.toArray());
    }

    private static void take(
            List<OpCase> cases, DType dtype, Shape shape, int axis, Shape indices) {
        cases.add(
                OpCase.of(
                        indices + " of axis " + axis + " of " + shape,
                        new Op.Take(axis),
                        Tolerance.BITS,
                        CaseData.array(new TensorType(dtype, shape), 1),
                        indices(shape.size(axis), indices)));
    }

    private static void scatters(List<OpCase> cases, DType dtype, ScatterKind kind) {
        scatter(cases, dtype, kind, Shape.of(7), 0, Shape.scalar());
        scatter(cases, dtype, kind, Shape.of(7), 0, Shape.of(17));
        scatter(cases, dtype, kind, Shape.of(7), 0, Shape.of(0));
        scatter(cases, dtype, kind, Shape.of(0), 0, Shape.of(0));
        scatter(cases, dtype, kind, Shape.of(11, 33), 0, Shape.of(4, 5));
        scatter(cases, dtype, kind, Shape.of(5, 7), 1, Shape.of(3));
        scatter(cases, dtype, kind, Shape.of(3, 4, 5), 0, Shape.of(2, 2));
        scatter(cases, dtype, kind, Shape.of(3, 4, 5), 1, Shape.of(6));
        scatter(cases, dtype, kind, Shape.of(3, 4, 5), 2, Shape.of(2, 1, 3));
        scatter(cases, dtype, kind, Shape.of(3, 4, 0), 1, Shape.of(2));
        scatter(cases, dtype, kind, Shape.of(2, 3, 2, 3, 2), 3, Shape.of(4));
        NdArray same = NdArray.of(new int[] {2, 2, 2, 0, 2}, 5);
        scatter(
                cases,
                kind,
                0,
                CaseData.array(dtype, 1, 4, 17),
                same,
                CaseData.array(dtype, 2, 5, 17));
        NdArray extremes = NdArray.of(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, 2);
        scatter(
                cases,
                kind,
                1,
                CaseData.array(dtype, 1, 3, 4),
                extremes,
                CaseData.array(dtype, 2, 3, 2));
        if (kind == ScatterKind.MAX && dtype.isFloating()) {
            NdArray data = CaseData.vector(dtype, Double.NaN, 1, Double.NEGATIVE_INFINITY, 3);
            NdArray each = NdArray.of(new int[] {0, 1, 2, 3}, 4);
            NdArray updates = CaseData.vector(dtype, 1, Double.NaN, -5, Double.POSITIVE_INFINITY);
            scatter(cases, kind, 0, data, each, updates);
        }
    }

    private static void scatter(
            List<OpCase> cases,
            DType dtype,
            ScatterKind kind,
            Shape shape,
            int axis,
            Shape indices) {
        Shape updates =
                shape.slice(0, axis).concat(indices).concat(shape.slice(axis + 1, shape.rank()));
        scatter(
                cases,
                kind,
                axis,
                CaseData.array(new TensorType(dtype, shape), 1),
                indices(shape.size(axis), indices),
                CaseData.array(new TensorType(dtype, updates), 2));
    }

    private static void scatter(
            List<OpCase> cases,
            ScatterKind kind,
            int axis,
            NdArray data,
            NdArray indices,
            NdArray updates) {
        Tolerance tolerance =
                switch (kind) {
                    case SET -> Tolerance.BITS;
                    case MAX -> Tolerance.VALUES;
                    case ADD -> Tolerance.BOUND;
                };
        cases.add(
                OpCase.of(
                        indices + " of axis " + axis + " of " + data.shape(),
                        new Op.Scatter(kind, axis),
                        tolerance,
                        data,
                        indices,
                        updates));
    }

    private static void dynamicSlices(List<OpCase> cases, DType dtype) {
        dynamicSlice(cases, dtype, Shape.scalar(), Shape.scalar());
        dynamicSlice(cases, dtype, Shape.of(10), Shape.of(4), 3);
        dynamicSlice(cases, dtype, Shape.of(10), Shape.of(4), -2);
        dynamicSlice(cases, dtype, Shape.of(10), Shape.of(4), 8);
        dynamicSlice(cases, dtype, Shape.of(10), Shape.of(10), 5);
        dynamicSlice(cases, dtype, Shape.of(10), Shape.of(0), 5);
        dynamicSlice(cases, dtype, Shape.of(0), Shape.of(0), 5);
        dynamicSlice(cases, dtype, Shape.of(7, 33), Shape.of(1, 33), 4, 0);
        dynamicSlice(cases, dtype, Shape.of(7, 33), Shape.of(3, 17), 6, 2);
        dynamicSlice(cases, dtype, Shape.of(2, 5, 3), Shape.of(2, 2, 3), 0, 2, 0);
        dynamicSlice(
                cases,
                dtype,
                Shape.of(2, 5, 3),
                Shape.of(1, 5, 2),
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                1);
    }

    private static void dynamicSlice(
            List<OpCase> cases, DType dtype, Shape shape, Shape sizes, int... starts) {
        NdArray at = NdArray.of(starts, starts.length);
        cases.add(
                OpCase.of(
                        sizes + " of " + shape + " from " + at,
                        new Op.DynamicSlice(sizes),
                        Tolerance.BITS,
                        CaseData.array(new TensorType(dtype, shape), 1),
                        at));
    }

    private static void dynamicUpdateSlices(List<OpCase> cases, DType dtype) {
        dynamicUpdateSlice(cases, dtype, Shape.scalar(), Shape.scalar());
        dynamicUpdateSlice(cases, dtype, Shape.of(10), Shape.of(4), 3);
        dynamicUpdateSlice(cases, dtype, Shape.of(10), Shape.of(4), -2);
        dynamicUpdateSlice(cases, dtype, Shape.of(10), Shape.of(4), 8);
        dynamicUpdateSlice(cases, dtype, Shape.of(10), Shape.of(10), 5);
        dynamicUpdateSlice(cases, dtype, Shape.of(10), Shape.of(0), 5);
        dynamicUpdateSlice(cases, dtype, Shape.of(7, 33), Shape.of(1, 33), 4, 0);
        dynamicUpdateSlice(cases, dtype, Shape.of(7, 33), Shape.of(3, 17), 6, 2);
        dynamicUpdateSlice(cases, dtype, Shape.of(2, 5, 3), Shape.of(2, 1, 3), 0, 9, 0);
    }

    private static void dynamicUpdateSlice(
            List<OpCase> cases, DType dtype, Shape shape, Shape sizes, int... starts) {
        NdArray at = NdArray.of(starts, starts.length);
        cases.add(
                OpCase.of(
                        sizes + " into " + shape + " from " + at,
                        new Op.DynamicUpdateSlice(),
                        Tolerance.BITS,
                        CaseData.array(new TensorType(dtype, shape), 1),
                        CaseData.array(new TensorType(dtype, sizes), 2),
                        at));
    }
}
