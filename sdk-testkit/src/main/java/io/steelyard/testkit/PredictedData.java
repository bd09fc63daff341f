package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Predictions and what they are compared with.
 *
 * @param targets by name, in the order of their names
 */
record PredictedData(NdArray predictions, Map<String, NdArray> targets) {
    PredictedData {
        targets = new TreeMap<>(targets);
    }

    /** {@code predictions, targets -> result}. */
    Function record(BiFunction<Tensor, Targets, Tensor> body) {
        Recorder recorder = new Recorder("comparison");
        Tensor given = recorder.input("predictions", predictions.type());
        Map<String, Tensor> expected = new LinkedHashMap<>();
        targets.forEach((name, array) -> expected.put(name, recorder.input(name, array.type())));
        return recorder.finish(Map.of("result", body.apply(given, new Targets(expected))));
    }

    /** The targets as constants of a function that is being recorded. */
    Targets constants(Recorder recorder) {
        Map<String, Tensor> expected = new LinkedHashMap<>();
        targets.forEach((name, array) -> expected.put(name, recorder.constant(array)));
        return new Targets(expected);
    }

    /** The examples of an interval of axis 0. */
    PredictedData examples(long from, long to) {
        Map<String, NdArray> part = new TreeMap<>();
        targets.forEach((name, array) -> part.put(name, rows(array, from, to)));
        return new PredictedData(rows(predictions, from, to), part);
    }

    private static NdArray rows(NdArray array, long from, long to) {
        long[] sizes = array.shape().toArray();
        long bytes = array.memory().byteSize() / sizes[0];
        sizes[0] = to - from;
        return NdArray.of(
                TensorType.of(array.dtype(), sizes),
                array.memory().asSlice(from * bytes, (to - from) * bytes));
    }
}
