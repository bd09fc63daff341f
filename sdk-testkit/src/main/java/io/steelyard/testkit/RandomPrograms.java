package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Programs of ten to thirty operations, made from seeds: chains of elementwise functions,
 * reductions, broadcasts, transposes, slices and contractions, in which values are used several
 * times. Functions keep clear of their singularities, so that the error bound stays tight.
 */
final class RandomPrograms {
    private static final int COUNT = 60;
    private static final long LARGEST = 20_000;
    private static final long MOST_PRODUCTS = 300_000;

    private final SplittableRandom random;
    private final List<Tensor> pool = new ArrayList<>();

    private RandomPrograms(long seed, List<Tensor> inputs) {
        random = new SplittableRandom(seed);
        pool.addAll(inputs);
    }

    /** All of them, the same on every call. */
    static List<OpCase> all() {
        return IntStream.range(0, COUNT).mapToObj(RandomPrograms::program).toList();
    }

    private static OpCase program(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Every sixth program takes several blocks and threads.
        long scale = seed % 6 == 0 ? 7 : 1;
        long a = scale * random.nextLong(1, 9);
        long b = scale * random.nextLong(1, 35);
        long c = random.nextLong(1, 19);
        NdArray[] inputs = {
            CaseData.array(DType.F32, seed, a, b),
            CaseData.array(DType.F32, seed + 1, b, c),
            CaseData.array(DType.F32, seed + 2, b),
            CaseData.array(DType.F32, seed + 3),
            CaseData.array(DType.F32, seed + 4, 2, a, b),
        };
        int steps = random.nextInt(10, 30);
        return OpCase.program(
                "random program",
                "seed " + seed,
                Tolerance.BOUND,
                tensors -> new RandomPrograms(seed, tensors).record(steps),
                inputs);
    }

    private List<Tensor> record(int steps) {
        for (int step = 0; step < steps; step++) {
            Tensor next = step(any());
            if (next.shape().elements() <= LARGEST) {
                pool.add(next);
            }
        }
        // The last one, one that others may use too, and a sum over everything.
        Tensor total = pool.getFirst().sum();
        for (Tensor tensor : pool) {
            total = total.add(tensor.mean());
        }
        return List.of(pool.getLast(), any(), total);
    }

    private Tensor any() {
        return pool.get(random.nextInt(pool.size()));
    }

    private Tensor step(Tensor x) {
        return switch (random.nextInt(16)) {
            case 0, 1 -> bounded(x);
            case 2, 3, 4 -> combine(x, fitting(x));
            case 5 -> smooth(x);
            case 6 -> reduce(x);
            case 7 -> transpose(x);
            case 8 -> slice(x);
            case 9 -> contract(x);
            case 10 -> x.expandDims(random.nextInt(x.rank() + 1));
            case 11 -> x.rank() == 0 ? x.neg() : x.concat(0, x.mul(0.5));
            case 12 -> x.broadcastTo(Shape.of(random.nextLong(1, 4)).concat(x.shape()));
            case 13 -> normalise(x);
            case 14 -> x.reshape(Shape.of(x.shape().elements()));
            default -> choose(x);
        };
    }

    /** Functions whose results stay small. */
    private Tensor bounded(Tensor x) {
        return switch (random.nextInt(6)) {
            case 0 -> x.tanh();
            case 1 -> x.erf();
            case 2 -> x.tanh().exp();
            case 3 -> x.abs().add(0.5).sqrt();
            case 4 -> x.abs().add(1.25).log();
            default -> x.sigmoid();
        };
    }

    private Tensor smooth(Tensor x) {
        return switch (random.nextInt(6)) {
            case 0 -> x.tanh().sin();
            case 1 -> x.tanh().cos();
            case 2 -> x.neg();
            case 3 -> x.tanh().square();
            case 4 -> x.relu();
            default -> x.div(x.square().add(1));
        };
    }

    private Tensor combine(Tensor x, Tensor y) {
        return switch (random.nextInt(6)) {
            case 0 -> x.add(y);
            case 1 -> x.sub(y);
            case 2 -> x.tanh().mul(y);
            case 3 -> x.div(y.abs().add(1));
            case 4 -> x.max(y);
            default -> x.min(y);
        };
    }

    /** A value that broadcasts against another one. */
    private Tensor fitting(Tensor x) {
        List<Tensor> shuffled = new ArrayList<>(pool);
        Collections.rotate(shuffled, random.nextInt(pool.size()));
        return shuffled.stream().filter(y -> fits(x.shape(), y.shape())).findFirst().orElse(x);
    }

    private static boolean fits(Shape left, Shape right) {
        for (int axis = 1; axis <= Math.min(left.rank(), right.rank()); axis++) {
            long a = left.size(-axis);
            long b = right.size(-axis);
            if (a != b && a != 1 && b != 1) {
                return false;
            }
        }
        return true;
    }

    private Tensor reduce(Tensor x) {
        if (x.rank() == 0) {
            return x.neg();
        }
        int axis = random.nextInt(x.rank());
        return switch (random.nextInt(3)) {
            case 0 -> x.mean(axis);
            case 1 -> x.recorder().apply(new Op.Reduce(ReduceKind.MAX, Axes.of(axis)), x);
            default -> x.tanh().sum(axis).mul(0.25);
        };
    }

    private Tensor transpose(Tensor x) {
        List<Integer> axes = new ArrayList<>(Axes.range(0, x.rank()).values());
        Collections.rotate(axes, random.nextInt(x.rank() + 1));
        return x.transpose(axes.stream().mapToInt(Integer::intValue).toArray());
    }

    private Tensor slice(Tensor x) {
        if (x.rank() == 0) {
            return x.abs();
        }
        int axis = random.nextInt(x.rank());
        long from = random.nextLong(x.size(axis));
        return x.slice(axis, from, random.nextLong(from, x.size(axis)) + 1);
    }

    /** With another value over the first pair of axes of one size. */
    private Tensor contract(Tensor x) {
        Tensor y = any();
        for (int i = 0; i < x.rank(); i++) {
            for (int j = 0; j < y.rank(); j++) {
                long products = x.shape().elements() * y.shape().elements() / x.size(i);
                if (x.size(i) == y.size(j)
                        && x.rank() + y.rank() <= 6
                        && products <= MOST_PRODUCTS) {
                    return x.tanh()
                            .dot(y, Axes.none(), Axes.none(), Axes.of(i), Axes.of(j))
                            .mul(1 / Math.sqrt(x.size(i)));
                }
            }
        }
        return x.add(1);
    }

    /** {@code (x - mean) / sqrt(variance + 1)} over the last axis. */
    private Tensor normalise(Tensor x) {
        if (x.rank() == 0) {
            return x.tanh();
        }
        Tensor centred = x.sub(x.mean(-1).expandDims(-1));
        Tensor variance = centred.square().mean(-1).expandDims(-1);
        return centred.div(variance.add(1).sqrt());
    }

    /** A choice by the index of an element, which is exact. */
    private Tensor choose(Tensor x) {
        if (x.rank() == 0) {
            return x.mul(3);
        }
        int axis = random.nextInt(x.rank());
        Tensor index = x.recorder().apply(new Op.Iota(x.type().withDType(DType.I32), axis));
        return index.lt(index.scalar(random.nextInt(5))).select(x, x.neg());
    }
}
