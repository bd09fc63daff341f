package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records a computation on given arrays and runs it on the oracle, without rounding in between. */
public final class OracleRun {
    /** Records what is computed from the inputs. */
    @FunctionalInterface
    public interface Computation {
        /** The results, in their order. */
        List<Tensor> record(List<Tensor> inputs);
    }

    private OracleRun() {}

    /** The elements of each result as doubles. */
    public static List<double[]> of(List<NdArray> inputs, Computation computation) {
        Recorder recorder = new Recorder("run");
        List<Tensor> tensors = new ArrayList<>();
        for (NdArray input : inputs) {
            tensors.add(recorder.input("input" + tensors.size(), input.type()));
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Tensor result : computation.record(tensors)) {
            outputs.put("output" + outputs.size(), result);
        }
        return of(recorder.finish(outputs), Map.of(), inputs);
    }

    /** The elements of each output of a function as doubles. */
    public static List<double[]> of(
            Function function, Map<String, NdArray> state, List<NdArray> inputs) {
        return Oracle.run(function, state, inputs).outputs().stream()
                .map(OracleRun::doubles)
                .toList();
    }

    /** What a function writes into its state. */
    public static Map<String, NdArray> writes(
            Function function, Map<String, NdArray> state, List<NdArray> inputs) {
        Map<String, NdArray> writes = new LinkedHashMap<>();
        Oracle.run(function, state, inputs)
                .writes()
                .forEach((name, value) -> writes.put(name, value.toArray()));
        return writes;
    }

    private static double[] doubles(OracleValue value) {
        return switch (value) {
            case OracleValue.Reals reals -> reals.elements().clone();
            case OracleValue.Integers integers -> {
                double[] elements = new double[integers.elements().length];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = integers.elements()[i];
                }
                yield elements;
            }
        };
    }
}
