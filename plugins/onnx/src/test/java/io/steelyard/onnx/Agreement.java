package io.steelyard.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.onnx.internal.format.OnnxTensor;
import io.steelyard.tensor.NdArray;

import java.util.List;

/**
 * Holds outputs to the expected ones as the test runner of ONNX does: {@code |actual - expected| <=
 * 1e-7 + 1e-3 |expected|} for floats, NaN agreeing with NaN; everything else, floats of 8 and 4
 * bits included, must be the same.
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
            boolean agrees =
                    wanted.dtype().isFloating()
                            ? near(actual.get(i), wanted.get(i))
                            : actual.getLong(i) == wanted.getLong(i);
            assertThat(agrees)
                    .as(
                            "element %s of output %s: %s for %s",
                            i, expected.name(), actual.get(i), wanted.get(i))
                    .isTrue();
        }
    }

    private static boolean near(double actual, double expected) {
        return Double.compare(actual, expected) == 0
                || Math.abs(actual - expected) <= ABSOLUTE + RELATIVE * Math.abs(expected);
    }
}
