package io.steelyard.nn;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Some updates of one parameter {@code p} on the oracle; state is F32 between them. */
final class OptimizerRun {
    /** The state after the last update, by path. */
    static Map<String, NdArray> states(
            Optimizer optimizer, double[] start, double[][] gradients, double rate, long... sizes) {
        TensorType type = TensorType.of(DType.F32, sizes);
        Recording recording = new Recording("update", Mode.TRAINING, 0);
        Tensor parameter = recording.root().parameter("p", type.shape(), Initializers.zeros());
        Tensor gradient = recording.recorder().input("gradient", type);
        Tensor learningRate = recording.recorder().input("rate", TensorType.of(DType.F32));
        Tensor step = recording.step();
        recording.update(
                "p", optimizer.update(recording.slots("p"), parameter, gradient, learningRate));
        recording.update(Recording.STEP, step.add(1));
        var function = recording.finish(Map.of());
        Map<String, NdArray> state =
                new HashMap<>(
                        OracleRun.writes(
                                Recording.initialization(recording.variables(), 0),
                                Map.of(),
                                List.of()));
        state.put("p", floats(start, sizes));
        for (double[] g : gradients) {
            state.putAll(
                    OracleRun.writes(
                            function,
                            state,
                            List.of(floats(g, sizes), NdArray.scalar((float) rate))));
        }
        return state;
    }

    /** The parameter after the last update. */
    static double[] trained(
            Optimizer optimizer, double[] start, double[][] gradients, double rate, long... sizes) {
        return doubles(states(optimizer, start, gradients, rate, sizes).get("p"));
    }

    static double[] doubles(NdArray array) {
        double[] doubles = new double[Math.toIntExact(array.type().elements())];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = array.get(i);
        }
        return doubles;
    }

    private static NdArray floats(double[] values, long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i]);
        }
        return array;
    }

    private OptimizerRun() {}
}
