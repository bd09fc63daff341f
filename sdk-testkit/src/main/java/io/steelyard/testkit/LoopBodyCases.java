package io.steelyard.testkit;

import io.steelyard.composite.SoftmaxRule;
import io.steelyard.program.Loop;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Loops and calls over what models put into them, on the mandatory dtypes. */
final class LoopBodyCases {
    private final List<OpCase> cases = new ArrayList<>();

    private LoopBodyCases() {}

    static List<OpCase> all() {
        LoopBodyCases all = new LoopBodyCases();
        all.recurrent();
        all.counters();
        all.otherDTypes();
        all.specials();
        all.everyKindOfKernel();
        return all.cases;
    }

    private void scan(String name, OpCase.Body body, NdArray... inputs) {
        cases.add(OpCase.program("scan", name, Tolerance.BOUND, body, inputs));
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }

    /** {@code h = tanh(h W + x)}: rows of several sizes, and many steps. */
    private void recurrent() {
        long[][] sizes = {{6, 1, 5}, {9, 3, 17}, {3, 33, 40}, {300, 2, 3}, {4, 20, 70}};
        for (long[] size : sizes) {
            long steps = size[0];
            long batch = size[1];
            long hidden = size[2];
            NdArray weight = floats(3, hidden, hidden);
            for (long i = 0; i < weight.type().elements(); i++) {
                // Kept small, so that errors do not grow from step to step.
                weight.set(i, weight.get(i) / (3 * Math.sqrt(hidden)));
            }
            for (boolean reverse : new boolean[] {false, true}) {
                scan(
                        "recurrent layer " + Shape.of(size) + (reverse ? " reversed" : ""),
                        x -> recurrent(x, reverse),
                        floats(1, batch, hidden),
                        floats(2, steps, batch, hidden),
                        weight);
            }
        }
    }

    private static List<Tensor> recurrent(List<Tensor> x, boolean reverse) {
        Loop.Body body =
                (carry, element) -> {
                    Tensor next = carry.getFirst().matmul(x.get(2)).add(element.getFirst()).tanh();
                    return new Loop.Step(List.of(next), List.of(next));
                };
        List<Tensor> first = List.of(x.getFirst());
        List<Tensor> sequence = List.of(x.get(1));
        return ControlCases.results(
                reverse
                        ? Loop.scanReverse(first, sequence, body)
                        : Loop.scan(first, sequence, body));
    }

    /** Integer carries that decide what a step does. */
    private void counters() {
        scan(
                "a counter that is read, written and multiplied",
                x -> {
                    Tensor zero = x.getFirst().recorder().constant(DType.I32, 0);
                    return ControlCases.results(
                            Loop.repeat(
                                    6,
                                    List.of(x.getFirst(), zero),
                                    (carry, _) -> {
                                        Tensor count = carry.get(1);
                                        Tensor factor = count.convert(DType.F32).mul(0.25);
                                        Tensor next = carry.getFirst().mul(factor).add(1);
                                        return new Loop.Step(
                                                List.of(next, count.add(1)), List.of(count));
                                    }));
                },
                floats(1, 7));
        scan(
                "a cache that is filled row by row",
                x -> {
                    Tensor zero = x.getFirst().recorder().constant(DType.I32, 0);
                    return ControlCases.results(
                            Loop.scan(
                                    List.of(x.getFirst(), zero),
                                    List.of(x.get(1)),
                                    (carry, row) -> {
                                        Tensor at = carry.get(1);
                                        Tensor starts =
                                                at.expandDims(0)
                                                        .concat(0, at.scalar(0).expandDims(0));
                                        Tensor cache =
                                                carry.getFirst()
                                                        .dynamicUpdateSlice(
                                                                row.getFirst().expandDims(0),
                                                                starts);
                                        return new Loop.Step(
                                                List.of(cache, at.add(1)), List.of(cache.sum(0)));
                                    }));
                },
                floats(1, 8, 17),
                floats(2, 5, 17));
        scan(
                "a step that chooses by its number",
                x -> {
                    Tensor zero = x.getFirst().recorder().constant(DType.I32, 0);
                    return Loop.scan(
                                    List.of(zero),
                                    List.of(x.getFirst()),
                                    (carry, row) -> {
                                        Tensor n = carry.getFirst();
                                        Tensor even = n.and(n.scalar(1)).eq(n.scalar(0));
                                        Tensor y = row.getFirst();
                                        return new Loop.Step(
                                                List.of(n.add(1)),
                                                List.of(even.select(y, y.neg())));
                                    })
                            .outputs();
                },
                floats(1, 5, 3));
        scan(
                "random bits by step",
                x -> {
                    Tensor stream = x.get(1);
                    return Loop.repeat(
                                    4,
                                    List.of(stream),
                                    (carry, _) ->
                                            new Loop.Step(
                                                    List.of(carry.getFirst().add(1)),
                                                    List.of(
                                                            x.getFirst()
                                                                    .recorder()
                                                                    .apply(
                                                                            new Op.RandomBits(
                                                                                    Shape.of(3, 5)),
                                                                            x.getFirst(),
                                                                            carry.getFirst()))))
                            .outputs();
                },
                NdArray.of(new int[] {0xa4093822, 0x299f31d0}, 2),
                NdArray.of(new int[] {7, -1}, 2));
    }

    /** Carries, sequences and constants of several dtypes in one loop. */
    private void otherDTypes() {
        scan(
                "floats, integers and bits together",
                x ->
                        ControlCases.results(
                                Loop.scan(
                                        x.subList(0, 3),
                                        x.subList(3, 5),
                                        (carry, element) -> {
                                            Tensor keep = element.get(1);
                                            Tensor sum = carry.getFirst().add(element.getFirst());
                                            Tensor kept = keep.select(sum, carry.getFirst());
                                            Tensor count =
                                                    carry.get(1).add(keep.convert(DType.I32));
                                            return new Loop.Step(
                                                    List.of(kept, count, carry.get(2).xor(keep)),
                                                    List.of(keep, kept));
                                        })),
                floats(1, 3),
                CaseData.array(DType.I32, 2, 3),
                CaseData.array(DType.BOOL, 3, 3),
                floats(4, 6, 3),
                CaseData.array(DType.BOOL, 5, 6, 3));
    }

    private void specials() {
        double nan = Double.NaN;
        double infinity = Double.POSITIVE_INFINITY;
        scan(
                "NaN and infinity go round",
                x ->
                        ControlCases.results(
                                Loop.scan(
                                        List.of(x.getFirst()),
                                        List.of(x.get(1)),
                                        (carry, element) -> {
                                            Tensor next = carry.getFirst().add(element.getFirst());
                                            return new Loop.Step(List.of(next), List.of(next));
                                        })),
                CaseData.vector(DType.F32, nan, 1, -infinity),
                CaseData.vector(DType.F32, 1, 2, 3, 4, nan, infinity, 7, infinity, 9)
                        .reshape(3, 3));
        scan(
                "an integer carry that wraps",
                x ->
                        Loop.repeat(
                                        40,
                                        x,
                                        (carry, _) ->
                                                new Loop.Step(
                                                        List.of(carry.getFirst().mul(3)),
                                                        List.of()))
                                .carries(),
                CaseData.specials(DType.I32));
    }

    /** Operations that a backend runs by kernels of their own, inside a body. */
    private void everyKindOfKernel() {
        Op.Conv causal = new Op.Conv(List.of(new Op.Sweep(1, 2, 0, 2)), 1);
        Op.Window three = new Op.Window(3, new Op.Sweep(1, 1, 1, 1));
        List<Op.Window> rows = List.of(Op.Window.one(), three, Op.Window.one());
        scan(
                "convolution, windows and norms",
                x ->
                        Loop.repeat(
                                        3,
                                        List.of(x.getFirst()), // [2, 9, 5]
                                        (carry, _) -> {
                                            Tensor y = carry.getFirst();
                                            Tensor h = y.recorder().apply(causal, y, x.get(1));
                                            Tensor pooled = h.tanh().windowMax(rows);
                                            Tensor centred =
                                                    pooled.sub(pooled.mean(-1).expandDims(-1));
                                            return new Loop.Step(
                                                    List.of(centred), List.of(h.sum(1)));
                                        })
                                .carries(),
                floats(1, 2, 9, 5),
                floats(2, 2, 5, 5));
        scan(
                "a composite, take, scatter and top_k",
                x ->
                        Loop.scan(
                                        List.of(x.getFirst()), // [3, 7]
                                        List.of(x.get(1)), // [4, 2]
                                        (carry, picks) -> {
                                            Tensor weights =
                                                    carry.getFirst()
                                                            .recorder()
                                                            .applyComposite(
                                                                    new SoftmaxRule(), carry)
                                                            .getFirst();
                                            Tensor picked = weights.take(0, picks.getFirst());
                                            List<Tensor> top =
                                                    picked.recorder()
                                                            .applyAll(
                                                                    new Op.TopK(2),
                                                                    List.of(picked));
                                            return new Loop.Step(
                                                    List.of(carry.getFirst().reverse(1)), top);
                                        })
                                .outputs(),
                floats(1, 3, 7),
                CaseData.indices(3, -1, 4, 4, 2));
        cases.add(
                OpCase.program(
                        "call",
                        "a layer, recomputed",
                        Tolerance.BOUND,
                        x ->
                                Loop.recompute(
                                        x,
                                        y ->
                                                List.of(
                                                        y.getFirst()
                                                                .matmul(y.get(1))
                                                                .add(y.get(2))
                                                                .tanh()
                                                                .matmul(y.get(1).transpose(1, 0)))),
                        floats(1, 65, 40),
                        floats(2, 40, 70),
                        floats(3, 70)));
        TensorType wide = TensorType.of(DType.F32, 300, 130);
        cases.add(
                OpCase.program(
                        "call",
                        "elements for several threads",
                        Tolerance.BOUND,
                        x -> Loop.recompute(x, y -> List.of(y.getFirst().mul(0.5).tanh().sum(0))),
                        CaseData.array(wide, 1)));
    }
}
