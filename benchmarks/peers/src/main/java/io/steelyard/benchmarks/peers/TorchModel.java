package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.steelyard.tensor.Shape;

import java.util.Map;

/** One of our models as libtorch computes it, in two spellings with the same parameters. */
interface TorchModel {
    /** How libtorch wants a parameter that lies in one of ours. */
    TorchLayout layout(String parameter, Shape shape);

    /** Arrays that are not trained, for the first spelling. */
    Map<String, NDArray> constants(NDManager manager);

    /**
     * The first spelling: the mean loss of a batch by what DJL offers a Java program. A result
     * lives in the manager of its first operand, so that no first operand is a parameter or a
     * constant.
     *
     * @param arrays parameters and constants by name
     */
    NDArray loss(Map<String, NDArray> arrays, NDArray inputs, NDArray labels);

    /**
     * The second one: statements of TorchScript, each on a line of its own, that assign {@code
     * loss} from {@code x} and {@code y}.
     */
    String script(ScriptNames names);
}
