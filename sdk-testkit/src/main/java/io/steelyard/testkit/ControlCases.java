package io.steelyard.testkit;

import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Cases of loops and calls on every dtype: what goes in, what goes round and what comes out. */
final class ControlCases {
    private final List<OpCase> cases = new ArrayList<>();

    private ControlCases() {}

    static List<OpCase> all() {
        ControlCases all = new ControlCases();
        for (DType dtype : CaseData.ALL) {
            all.lengths(dtype);
            all.signatures(dtype);
            all.nesting(dtype);
            all.calls(dtype);
        }
        return all.cases;
    }

    private void scan(String name, OpCase.Body body, NdArray... inputs) {
        cases.add(OpCase.program("scan", name, Tolerance.BOUND, body, inputs));
    }

    private void call(String name, OpCase.Body body, NdArray... inputs) {
        cases.add(OpCase.program("call", name, Tolerance.BOUND, body, inputs));
    }

    /** Exclusive or for BOOL. */
    private static Tensor plus(Tensor left, Tensor right) {
        return left.dtype() == DType.BOOL ? left.xor(right) : left.add(right);
    }

    /** All results of a loop, the carries first. */
    static List<Tensor> results(Loop.Result result) {
        List<Tensor> all = new ArrayList<>(result.carries());
        all.addAll(result.outputs());
        return all;
    }

    /** Hands on the sum of carry and element; gives the sum so far and the element itself. */
    private static Loop.Step sum(List<Tensor> carries, List<Tensor> elements) {
        Tensor sum = plus(carries.getFirst(), elements.getFirst());
        return new Loop.Step(List.of(sum), List.of(sum, elements.getFirst()));
    }

    private void lengths(DType dtype) {
        for (Shape element : List.of(Shape.scalar(), Shape.of(3), Shape.of(2, 17), Shape.of(0))) {
            for (long length : new long[] {0, 1, 2, 5, 17}) {
                NdArray first = CaseData.array(new TensorType(dtype, element), 1);
                Shape sequence = Shape.of(length).concat(element);
                NdArray elements = CaseData.array(new TensorType(dtype, sequence), 2);
                scan(
                        "sums of " + sequence,
                        x ->
                                results(
                                        Loop.scan(
                                                List.of(x.getFirst()),
                                                List.of(x.get(1)),
                                                ControlCases::sum)),
                        first,
                        elements);
                scan(
                        "sums of " + sequence + " reversed",
                        x ->
                                results(
                                        Loop.scanReverse(
                                                List.of(x.getFirst()),
                                                List.of(x.get(1)),
                                                ControlCases::sum)),
                        first,
                        elements);
            }
        }
    }

    /** Which carries, sequences, constants and outputs there are, and what they may be. */
    private void signatures(DType dtype) {
        NdArray a = CaseData.array(dtype, 1, 3);
        NdArray b = CaseData.array(dtype, 2, 3);
        NdArray rows = CaseData.array(dtype, 3, 4, 3);
        NdArray scalars = CaseData.array(dtype, 4, 4);
        scan(
                "no carry",
                x ->
                        Loop.scan(
                                        List.of(),
                                        List.of(x.getFirst()),
                                        (_, row) ->
                                                new Loop.Step(
                                                        List.of(),
                                                        List.of(plus(row.getFirst(), x.get(1)))))
                                .outputs(),
                rows,
                b);
        scan(
                "no sequence: Fibonacci",
                x ->
                        results(
                                Loop.repeat(
                                        dtype.isInteger() ? 50 : 5,
                                        x,
                                        (carry, _) ->
                                                new Loop.Step(
                                                        List.of(
                                                                carry.get(1),
                                                                plus(
                                                                        carry.getFirst(),
                                                                        carry.get(1))),
                                                        List.of(carry.getFirst())))),
                ones(dtype),
                ones(dtype));
        scan(
                "no step that reads nothing",
                x ->
                        Loop.repeat(0, x, (carry, _) -> new Loop.Step(carry.reversed(), List.of()))
                                .carries(),
                a,
                b);
        scan(
                "carries that swap",
                x ->
                        Loop.repeat(5, x, (carry, _) -> new Loop.Step(carry.reversed(), carry))
                                .carries(),
                a,
                b);
        scan(
                "two sequences of other shapes, one not used",
                x ->
                        results(
                                Loop.scan(
                                        List.of(x.getFirst()),
                                        x.subList(1, 3),
                                        (carry, elements) ->
                                                new Loop.Step(
                                                        List.of(elements.getFirst()),
                                                        List.of(carry.getFirst())))),
                a,
                rows,
                scalars);
        scan(
                "outputs that are an element, a constant, a tensor from outside and one value"
                        + " twice",
                x ->
                        Loop.scan(
                                        List.of(),
                                        List.of(x.getFirst()),
                                        (_, row) -> {
                                            Tensor sum = plus(row.getFirst(), x.get(1));
                                            return new Loop.Step(
                                                    List.of(),
                                                    List.of(
                                                            row.getFirst(),
                                                            row.getFirst().filled(1),
                                                            x.get(1),
                                                            sum,
                                                            sum));
                                        })
                                .outputs(),
                rows,
                b);
        scan(
                "one tensor for carry, sequence and constant",
                x ->
                        results(
                                Loop.scan(
                                        x,
                                        x,
                                        (carry, row) ->
                                                new Loop.Step(
                                                        List.of(
                                                                plus(
                                                                        carry.getFirst(),
                                                                        row.getFirst())),
                                                        List.of(
                                                                plus(
                                                                        row.getFirst(),
                                                                        x.getFirst()))))),
                rows);
        scan(
                "results used by others",
                x -> {
                    Loop.Result loop =
                            Loop.scan(List.of(x.getFirst()), List.of(x.get(1)), ControlCases::sum);
                    return List.of(plus(loop.outputs().getFirst(), loop.carries().getFirst()));
                },
                a,
                rows);
    }

    private static NdArray ones(DType dtype) {
        return CaseData.vector(dtype, 1, 1, 1);
    }

    private void nesting(DType dtype) {
        NdArray first = CaseData.array(dtype, 1, 3);
        NdArray blocks = CaseData.array(dtype, 2, 4, 5, 3);
        scan(
                "a loop in a loop",
                x ->
                        results(
                                Loop.scan(
                                        List.of(x.getFirst()),
                                        List.of(x.get(1)),
                                        (carry, block) -> {
                                            Loop.Result inner =
                                                    Loop.scanReverse(
                                                            carry, block, ControlCases::sum);
                                            return new Loop.Step(inner.carries(), inner.outputs());
                                        })),
                first,
                blocks);
        scan(
                "a tensor from outside in the inner loop alone",
                x ->
                        Loop.repeat(
                                        3,
                                        List.of(x.getFirst()),
                                        (outer, _) ->
                                                new Loop.Step(
                                                        Loop.repeat(
                                                                        2,
                                                                        outer,
                                                                        (inner, _) ->
                                                                                step(
                                                                                        inner,
                                                                                        x.get(1)))
                                                                .carries(),
                                                        List.of()))
                                .carries(),
                first,
                CaseData.array(dtype, 3, 3));
        scan(
                "a call in a loop",
                x ->
                        Loop.repeat(
                                        3,
                                        List.of(x.getFirst()),
                                        (carry, _) ->
                                                new Loop.Step(
                                                        Loop.call(
                                                                carry,
                                                                y ->
                                                                        List.of(
                                                                                plus(
                                                                                        y
                                                                                                .getFirst(),
                                                                                        x.get(1)))),
                                                        List.of()))
                                .carries(),
                first,
                CaseData.array(dtype, 3, 3));
    }

    private static Loop.Step step(List<Tensor> carries, Tensor summand) {
        return new Loop.Step(List.of(plus(carries.getFirst(), summand)), List.of());
    }

    private void calls(DType dtype) {
        NdArray a = CaseData.array(dtype, 1, 7, 3);
        NdArray b = CaseData.array(dtype, 2, 7, 3);
        Loop.Part sum = x -> List.of(plus(x.getFirst(), x.get(1)));
        Loop.Part views = x -> List.of(x.get(1), x.getFirst().reshape(21), x.get(1));
        call("sum", x -> Loop.call(x, sum), a, b);
        call("sum, recomputed", x -> Loop.recompute(x, sum), a, b);
        call("results that are operands", x -> Loop.call(x, views), a, b);
        call("results that are operands, recomputed", x -> Loop.recompute(x, views), a, b);
        call(
                "an operand twice, another never",
                x -> Loop.recompute(List.of(x.getFirst(), x.getFirst(), x.get(1)), sum),
                a,
                b);
        call(
                "a constant and a tensor from outside",
                x ->
                        Loop.recompute(
                                List.of(x.getFirst()),
                                y -> List.of(y.getFirst().filled(1), plus(y.getFirst(), x.get(1)))),
                a,
                b);
        call(
                "a recomputed call in a call, and one in that",
                x ->
                        Loop.call(
                                x,
                                y ->
                                        Loop.recompute(
                                                List.of(plus(y.getFirst(), y.get(1)), y.get(1)),
                                                z -> Loop.call(z, sum))),
                a,
                b);
        call(
                "a loop in a recomputed call",
                x ->
                        Loop.recompute(
                                x,
                                y ->
                                        results(
                                                Loop.scan(
                                                        List.of(y.getFirst()),
                                                        List.of(y.get(1)),
                                                        ControlCases::sum))),
                CaseData.array(dtype, 1, 3),
                b);
        call(
                "nothing",
                x -> Loop.recompute(x, sum),
                CaseData.array(dtype, 1, 0, 3),
                CaseData.array(dtype, 1, 0, 3));
        call("no result that is used", x -> unused(x, sum), a, b);
    }

    private static List<Tensor> unused(List<Tensor> x, Loop.Part part) {
        Loop.recompute(x, part);
        return List.of(x.getFirst());
    }
}
