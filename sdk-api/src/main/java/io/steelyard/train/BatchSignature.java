package io.steelyard.train;

import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names and types of a batch. Functions are compiled for a signature; batches of the same
 * signature share them.
 */
record BatchSignature(Map<String, TensorType> features, Map<String, TensorType> targets) {
    static BatchSignature of(Batch batch) {
        return new BatchSignature(types(batch.features()), types(batch.targets()));
    }

    private static Map<String, TensorType> types(Map<String, NdArray> arrays) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        // The order of a map that a data set happens to use must not make another signature.
        arrays.keySet().stream().sorted().forEach(name -> types.put(name, arrays.get(name).type()));
        return Collections.unmodifiableMap(types);
    }

    /** The features as inputs of a function; a target may have the name of a feature. */
    Features declareFeatures(Recorder recorder) {
        return new Features(inputs(recorder, "features.", features));
    }

    /** The targets as inputs of a function; declared after the features. */
    Targets declareTargets(Recorder recorder) {
        return new Targets(inputs(recorder, "targets.", targets));
    }

    private static Map<String, Tensor> inputs(
            Recorder recorder, String prefix, Map<String, TensorType> types) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        types.forEach((name, type) -> inputs.put(name, recorder.input(prefix + name, type)));
        return inputs;
    }

    /** The arrays of a batch of this signature, in the order of the inputs of its functions. */
    List<NdArray> inputs(Batch batch) {
        List<NdArray> inputs = new ArrayList<>();
        features.keySet().forEach(name -> inputs.add(batch.features().get(name)));
        targets.keySet().forEach(name -> inputs.add(batch.targets().get(name)));
        return inputs;
    }
}
