package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Cases of {@code top_k}. */
final class OrderCases {
    private final List<OpCase> cases = new ArrayList<>();

    private OrderCases() {}

    static List<OpCase> all() {
        OrderCases all = new OrderCases();
        for (DType dtype : CaseData.NUMBERS) {
            all.shapes(dtype);
            all.ties(dtype);
        }
        all.largest(DType.F32, 10, 20, 1000);
        all.largest(DType.F32, 64, 3, 10_007);
        all.largest(DType.F32, 2, 300, 17);
        all.largest(DType.I32, 500, 4, 1000);
        return all.cases;
    }

    private void shapes(DType dtype) {
        largest(dtype, 3, 7);
        largest(dtype, 7, 7);
        largest(dtype, 1, 1);
        largest(dtype, 1, 33);
        largest(dtype, 4, 5, 17);
        largest(dtype, 33, 3, 33);
        largest(dtype, 2, 2, 3, 4);
        largest(dtype, 1, 2, 3, 1, 2, 2);
        largest(dtype, 0, 7);
        largest(dtype, 0, 0);
        largest(dtype, 0, 3, 0);
        largest(dtype, 2, 0, 5);
        // Rows in order already, in either direction.
        add(CaseData.linear(dtype, 0, 200), 40, "ascending");
        add(CaseData.linear(dtype, 200, 0), 40, "descending");
    }

    private void largest(DType dtype, long k, long... sizes) {
        Shape shape = Shape.of(sizes);
        add(CaseData.array(new TensorType(dtype, shape), 1), k, shape.toString());
    }

    /** Of equal elements the one with the lower index comes first. */
    private void ties(DType dtype) {
        NdArray few = CaseData.indices(3, 0, 4, 5, 19);
        NdArray rows = NdArray.zeros(few.type().withDType(dtype));
        for (long i = 0; i < rows.type().elements(); i++) {
            rows.set(i, few.getLong(i));
        }
        add(rows, 11, "ties");
        add(rows, 19, "ties");
        add(CaseData.vector(dtype, 5, 5, 5, 5, 5, 5, 5, 5, 5), 4, "all equal");
        NdArray specials = CaseData.specials(dtype);
        add(specials, specials.type().elements(), "special values");
        if (dtype.isFloating()) {
            double nan = Double.NaN;
            double low = Double.NEGATIVE_INFINITY;
            double high = Double.POSITIVE_INFINITY;
            add(CaseData.vector(dtype, 1, nan, high, nan, low, nan, 3, high), 6, "NaN first");
            add(CaseData.vector(dtype, low, low, -1, low), 3, "-infinity");
            add(CaseData.vector(dtype, -1, -0.0, 0, -0.0, 0, -2), 4, "0 beside -0");
        }
    }

    private void add(NdArray rows, long k, String name) {
        cases.add(OpCase.of(k + " of " + name, new Op.TopK(k), Tolerance.BITS, rows));
    }
}
