package io.steelyard.tensorflow.internal.lower;

import io.steelyard.tensor.DType;
import io.steelyard.tensorflow.internal.library.Output;

/**
 * The larger and the smaller, NaN where any is. TensorFlow's own kernels see to that; XLA's on a
 * processor give now one operand and now the other, so that NaN is looked for beside them.
 */
final class Extremes {
    private final Emitter emitter;

    Extremes(Emitter emitter) {
        this.emitter = emitter;
    }

    /** {@code Maximum} or {@code Minimum} of two. */
    Output ofTwo(String type, DType dtype, Output a, Output b) {
        Output extreme = emitter.add(type, a, b);
        if (!watches(dtype)) {
            return extreme;
        }
        Output missing = emitter.add("LogicalOr", isNaN(a), isNaN(b));
        return emitter.select(missing, nan(dtype), extreme);
    }

    /** {@code Max} or {@code Min} over axes. */
    Output over(String type, DType dtype, Output x, Output axes) {
        Output extreme = emitter.add(type, x, axes);
        return watches(dtype)
                ? emitter.select(emitter.add("Any", isNaN(x), axes), nan(dtype), extreme)
                : extreme;
    }

    private boolean watches(DType dtype) {
        return emitter.isCompiled() && dtype.isFloating();
    }

    private Output isNaN(Output value) {
        return emitter.add("IsNan", value);
    }

    private Output nan(DType dtype) {
        return emitter.number(dtype, Double.NaN);
    }
}
