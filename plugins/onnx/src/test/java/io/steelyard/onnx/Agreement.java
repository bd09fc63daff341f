package io.steelyard.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.onnx.internal.format.OnnxTensor;
import io.steelyard.onnx.internal.mapping.SmallFloat;
import io.steelyard.tensor.NdArray;

import java.util.List;

/**
 * Holds outputs to the expected ones as the test runner of ONNX does: {@code |actual - expected| <=
 * 1e-7 + 1e-3 |expected|} for floats of 16 bits and more, NaN agreeing with NaN. Everything else
 * must be the same; floats of 8 and 4 bits are compared as the values that their bits stand for.
 */
final class Agreement {
    /** {@code rtol} of {@code onnx.backend.test.runner}. */
    static final double RELATIVE = 1e-3;

    /** {@code atol} of {@code onnx.backend.test.runner}. */
    static final double ABSOLUTE = 1e-7;

    private Agreement() {}

    static void require(List<NdArray> actual, List<ElementType> types, List<OnnxTensor> expected) {
        assertThat(types).isEqualTo(expected.stream().map(OnnxTensor::type).toList());
        for (int i = 0; i < expected.size(); i++) {
            require(actual.get(i), expected.get(i));
        }
    }

    private static void require(NdArray actual, OnnxTensor expected) {
        NdArray wanted = expected.content();
        assertThat(actual.type()).as("type of output %s", expected.name()).isEqualTo(wanted.type());
        for (long i = 0; i < wanted.type().elements(); i++) {
            boolean agrees;
            if (expected.type().isCarriedAsBits()) {
                SmallFloat format = SmallFloat.of(expected.type());
                agrees =
                        same(
                                format.value((int) actual.getLong(i)),
                                format.value((int) wanted.getLong(i)));
            } else if (wanted.dtype().isFloating()) {
                agrees = near(actual.get(i), wanted.get(i));
            } else {
                agrees = actual.getLong(i) == wanted.getLong(i);
            }
            assertThat(agrees)
                    .as(
                            "element %s of output %s: %s for %s",
                            i, expected.name(), actual.get(i), wanted.get(i))
                    .isTrue();
        }
    }

    private static boolean same(double actual, double expected) {
        return actual == expected || Double.isNaN(actual) && Double.isNaN(expected);
    }

    private static boolean near(double actual, double expected) {
        return same(actual, expected)
                || Math.abs(actual - expected) <= ABSOLUTE + RELATIVE * Math.abs(expected);
    }
}
