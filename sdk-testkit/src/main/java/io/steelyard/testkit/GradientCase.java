package io.steelyard.testkit;

import io.steelyard.autodiff.Gradients;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small program to differentiate. The loss is the sum of its float results, each element times a
 * fixed weight of about 1, so that no element's derivative hides behind another's.
 *
 * @param subject the operation it is about, as in {@link OpCase#subject}
 * @param name of the case, unique within the subject
 * @param body the program
 * @param inputs in their order; derivatives are taken with respect to the floats among them
 * @param smooth whether the derivative is differentiated as well
 */
public record GradientCase(
        String subject, String name, OpCase.Body body, List<NdArray> inputs, boolean smooth) {
    public GradientCase {
        inputs = List.copyOf(inputs);
    }

    /** {@code inputs -> loss}, a scalar. */
    public Function loss() {
        Recording recording = new Recording(inputs);
        return recording.finish(List.of(recording.loss(body)));
    }

    /** {@code inputs -> the derivative of the loss by each float input}. */
    public Function gradient() {
        Recording recording = new Recording(inputs);
        return recording.finish(Gradients.of(recording.loss(body), recording.floats()));
    }

    /** {@code inputs -> weighted sum of the derivatives}, a scalar. */
    public Function secondLoss() {
        Recording recording = new Recording(inputs);
        return recording.finish(List.of(recording.secondLoss(body)));
    }

    /** {@code inputs -> the derivative of the second loss by each float input}. */
    public Function secondGradient() {
        Recording recording = new Recording(inputs);
        return recording.finish(Gradients.of(recording.secondLoss(body), recording.floats()));
    }

    /** What the gradient is called where it is a case for backends. */
    String backendSubject() {
        return "gradient of " + subject;
    }

    /** The gradient as a case for backends. */
    OpCase backendCase(Function function) {
        return new OpCase(backendSubject(), name, DType.F32, function, inputs, Tolerance.BOUND);
    }

    /** Subject and name. */
    @Override
    public String toString() {
        return subject + ": " + name;
    }

    /** One function that is being recorded. */
    private static final class Recording {
        private final Recorder recorder = new Recorder("gradient case");
        private final List<Tensor> tensors = new ArrayList<>();

        Recording(List<NdArray> inputs) {
            for (NdArray input : inputs) {
                tensors.add(recorder.input("input" + tensors.size(), input.type()));
            }
        }

        List<Tensor> floats() {
            return tensors.stream().filter(tensor -> tensor.dtype().isFloating()).toList();
        }

        Tensor loss(OpCase.Body body) {
            return weigh(body.record(tensors), 1);
        }

        Tensor secondLoss(OpCase.Body body) {
            return weigh(Gradients.of(loss(body), floats()), 100);
        }

        private Tensor weigh(List<Tensor> results, long seed) {
            boolean wide = results.stream().anyMatch(result -> result.dtype() == DType.F64);
            DType dtype = wide ? DType.F64 : DType.F32;
            Tensor sum = recorder.constant(dtype, 0);
            for (int i = 0; i < results.size(); i++) {
                Tensor result = results.get(i);
                if (result.dtype().isFloating()) {
                    NdArray weights = CaseData.array(result.type(), seed + i);
                    sum = sum.add(result.mul(recorder.constant(weights)).sum().convert(dtype));
                }
            }
            return sum;
        }

        Function finish(List<Tensor> results) {
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            results.forEach(result -> outputs.put("result" + outputs.size(), result));
            return recorder.finish(outputs);
        }
    }
}
