package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.autodiff.Gradients;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.GradientCase;
import io.steelyard.testkit.GradientCheck;
import io.steelyard.testkit.OpCase;
import io.steelyard.testkit.OracleRun;

import org.assertj.core.data.Offset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Losses on given predictions and targets. */
final class LossRun {
    /** PyTorch's figures have nine digits; constants of a program are rounded to F32. */
    private static final Offset<Double> TOLERANCE = within(1e-6);

    private LossRun() {}

    /** The loss on the oracle. */
    static double value(Loss loss, NdArray predictions, Map<String, NdArray> targets) {
        return OracleRun.of(inputs(predictions, targets), body(loss, targets)::record)
                .getFirst()[0];
    }

    /** The loss as a program to differentiate, by the predictions and the float targets. */
    static GradientCase gradients(
            String name,
            Loss loss,
            NdArray predictions,
            Map<String, NdArray> targets,
            boolean smooth) {
        return new GradientCase(
                loss.toString(), name, body(loss, targets), inputs(predictions, targets), smooth);
    }

    /**
     * Holds the loss on the oracle, and its gradient by the predictions, to figures of PyTorch, and
     * its gradients to central differences.
     */
    static void check(
            Loss loss,
            NdArray predictions,
            Map<String, NdArray> targets,
            double value,
            double... gradient) {
        List<double[]> results =
                OracleRun.of(
                        inputs(predictions, targets),
                        tensors -> {
                            Tensor result = body(loss, targets).record(tensors).getFirst();
                            Tensor x = tensors.getFirst();
                            return List.of(result, Gradients.of(result, List.of(x)).getFirst());
                        });
        assertThat(results.getFirst()[0]).isCloseTo(value, TOLERANCE);
        assertThat(results.get(1)).containsExactly(gradient, TOLERANCE);
        GradientCheck.check(gradients(loss.toString(), loss, predictions, targets, false));
    }

    /** Eighths of whole numbers, which F32 holds exactly. */
    static NdArray eighths(int[] values, long... sizes) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i] / 8f;
        }
        return NdArray.of(floats, sizes);
    }

    private static List<NdArray> inputs(NdArray predictions, Map<String, NdArray> targets) {
        List<NdArray> inputs = new ArrayList<>(List.of(predictions));
        targets.keySet().stream().sorted().forEach(name -> inputs.add(targets.get(name)));
        return inputs;
    }

    private static OpCase.Body body(Loss loss, Map<String, NdArray> targets) {
        List<String> names = targets.keySet().stream().sorted().toList();
        return inputs -> {
            Map<String, Tensor> tensors = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                tensors.put(names.get(i), inputs.get(i + 1));
            }
            return List.of(loss.compute(inputs.getFirst(), new Targets(tensors)));
        };
    }
}
