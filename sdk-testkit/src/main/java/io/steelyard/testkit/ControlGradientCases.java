package io.steelyard.testkit;

import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;

/** The gradient cases of loops and calls. */
final class ControlGradientCases {
    private final List<GradientCase> cases = new ArrayList<>();

    private ControlGradientCases() {}

    static List<GradientCase> all() {
        ControlGradientCases all = new ControlGradientCases();
        all.scans();
        all.calls();
        return all.cases;
    }

    private void add(String subject, String name, OpCase.Body body, NdArray... inputs) {
        cases.add(new GradientCase(subject, name, body, List.of(inputs), true));
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }

    private void scans() {
        add(
                "scan",
                "a sum",
                tensors ->
                        Loop.scan(
                                        List.of(tensors.getFirst()),
                                        List.of(tensors.get(1)),
                                        (carries, elements) ->
                                                new Loop.Step(
                                                        List.of(
                                                                carries.getFirst()
                                                                        .add(elements.getFirst())),
                                                        List.of()))
                                .carries(),
                floats(1, 2),
                floats(2, 3, 2));
        for (boolean reverse : new boolean[] {false, true}) {
            add(
                    "scan",
                    "a recurrent layer" + (reverse ? ", reversed" : ""),
                    tensors -> recurrent(tensors, reverse),
                    floats(1, 2, 3),
                    floats(2, 4, 2, 3),
                    floats(3, 3, 3));
        }
        add(
                "scan",
                "no carry",
                tensors ->
                        Loop.scan(
                                        List.of(),
                                        List.of(tensors.getFirst()),
                                        (carries, elements) ->
                                                new Loop.Step(
                                                        List.of(),
                                                        List.of(
                                                                elements.getFirst()
                                                                        .mul(tensors.get(1))
                                                                        .sin())))
                                .outputs(),
                floats(1, 3, 2),
                floats(2, 2));
        add(
                "scan",
                "no step",
                tensors -> {
                    Loop.Result result =
                            Loop.scan(
                                    List.of(tensors.getFirst()),
                                    List.of(tensors.get(1)),
                                    (carries, elements) -> {
                                        Tensor next = carries.getFirst().mul(elements.getFirst());
                                        return new Loop.Step(List.of(next), List.of(next));
                                    });
                    return List.of(result.carries().getFirst(), result.outputs().getFirst());
                },
                floats(1, 2),
                floats(2, 0, 2));
        add(
                "scan",
                "an integer carry",
                tensors -> {
                    Tensor zero = tensors.getFirst().recorder().constant(DType.I32, 0);
                    return Loop.repeat(
                                    3,
                                    List.of(tensors.getFirst(), zero),
                                    (carries, elements) -> {
                                        Tensor count = carries.get(1).add(1);
                                        Tensor x = carries.getFirst();
                                        return new Loop.Step(
                                                List.of(
                                                        x.sin().mul(count.convert(DType.F32)),
                                                        count),
                                                List.of(x.square()));
                                    })
                            .outputs();
                },
                floats(1, 2));
        add(
                "scan",
                "a scan inside a scan",
                tensors ->
                        Loop.scan(
                                        List.of(tensors.getFirst()),
                                        List.of(tensors.get(1)),
                                        (carries, elements) ->
                                                new Loop.Step(
                                                        Loop.scan(
                                                                        carries,
                                                                        List.of(
                                                                                elements
                                                                                        .getFirst()),
                                                                        (h, x) ->
                                                                                new Loop.Step(
                                                                                        List.of(
                                                                                                h.getFirst()
                                                                                                        .mul(
                                                                                                                tensors
                                                                                                                        .get(
                                                                                                                                2))
                                                                                                        .add(
                                                                                                                x
                                                                                                                        .getFirst())
                                                                                                        .tanh()),
                                                                                        List.of()))
                                                                .carries(),
                                                        List.of()))
                                .carries(),
                floats(1, 2),
                floats(2, 2, 3, 2),
                floats(3, 2));
    }

    /** {@code h = tanh(h W + x)}; gives the last h and all of them. */
    private static List<Tensor> recurrent(List<Tensor> tensors, boolean reverse) {
        Tensor weight = tensors.get(2);
        Loop.Body body =
                (carries, elements) -> {
                    Tensor next = carries.getFirst().matmul(weight).add(elements.getFirst()).tanh();
                    return new Loop.Step(List.of(next), List.of(next));
                };
        List<Tensor> first = List.of(tensors.getFirst());
        List<Tensor> sequence = List.of(tensors.get(1));
        Loop.Result result =
                reverse
                        ? Loop.scanReverse(first, sequence, body)
                        : Loop.scan(first, sequence, body);
        return List.of(result.carries().getFirst(), result.outputs().getFirst());
    }

    private void calls() {
        Loop.Part part =
                operands -> {
                    Tensor h = operands.getFirst().mul(operands.get(1)).tanh();
                    return List.of(h.sum(0), h.square());
                };
        add("call", "two results", x -> Loop.call(x, part), floats(1, 3, 2), floats(2, 3, 2));
        add("call", "recomputed", x -> Loop.recompute(x, part), floats(1, 3, 2), floats(2, 3, 2));
        add(
                "call",
                "recomputed, of a tensor from outside",
                x ->
                        Loop.recompute(
                                List.of(x.getFirst().sin()),
                                operands -> List.of(operands.getFirst().matmul(x.get(1)).tanh())),
                floats(1, 2, 3),
                floats(2, 3, 2));
    }
}
