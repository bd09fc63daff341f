package io.steelyard.testkit;

import io.steelyard.composite.SoftmaxRule;
import io.steelyard.program.Op;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.util.List;

/** Steps of random programs of floats, whose results stay small. */
final class RandomFloats implements RandomStep {
    private final Choices choices;
    private final RandomMovement movement;
    private final RandomWindows windows;
    private final List<Tensor> exact;

    /**
     * @param exact values that are what they are on every backend
     */
    RandomFloats(Choices choices, RandomMovement movement, List<Tensor> exact) {
        this.choices = choices;
        this.movement = movement;
        this.exact = exact;
        windows = new RandomWindows(choices);
    }

    @Override
    public Tensor apply(Tensor x, List<Tensor> pool) {
        return switch (choices.next(16)) {
            case 0 -> smooth(x);
            case 1 -> bounded(x);
            case 2, 3 -> combine(x, fitting(x, pool));
            case 4 -> reduce(x);
            case 5 -> contract(x.tanh(), choices.of(pool));
            case 6 -> normalise(x);
            case 7 -> jump(choices.of(exact));
            case 8 -> windows.convolution(x);
            case 9 -> windows.window(x, choices.of(exact));
            case 10 -> order(x);
            case 11 -> RandomLoops.apply(choices, x, this::bounded);
            case 12 -> rounded(x);
            default -> movement.apply(x);
        };
    }

    @Override
    public Tensor joined(List<Tensor> pool) {
        Tensor total = pool.getFirst().sum();
        for (Tensor tensor : pool) {
            total = total.add(tensor.mean());
        }
        return total;
    }

    private Tensor bounded(Tensor x) {
        return switch (choices.next(7)) {
            case 0 -> x.tanh();
            case 1 -> x.erf();
            case 2 -> x.tanh().exp();
            case 3 -> x.abs().add(0.5).sqrt();
            case 4 -> x.abs().add(1.25).log();
            case 5 -> x.tanh().abs().add(0.5).pow(1.5);
            default -> x.sigmoid();
        };
    }

    private Tensor smooth(Tensor x) {
        return switch (choices.next(6)) {
            case 0 -> x.neg();
            case 1 -> x.tanh().sin();
            case 2 -> x.tanh().cos();
            case 3 -> x.tanh().square();
            case 4 -> x.relu();
            default -> x.div(x.square().add(1));
        };
    }

    private Tensor combine(Tensor x, Tensor y) {
        return switch (choices.next(6)) {
            case 0 -> x.add(y);
            case 1 -> x.sub(y);
            case 2 -> x.tanh().mul(y);
            case 3 -> x.div(y.abs().add(1));
            case 4 -> x.max(y);
            default -> x.min(y);
        };
    }

    /** A value of the pool that broadcasts against another one. */
    private Tensor fitting(Tensor x, List<Tensor> pool) {
        int first = choices.next(pool.size());
        for (int i = 0; i < pool.size(); i++) {
            Tensor y = pool.get((first + i) % pool.size());
            if (fits(x, y)) {
                return y;
            }
        }
        return x;
    }

    private static boolean fits(Tensor left, Tensor right) {
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
        int axis = choices.next(x.rank());
        return switch (choices.next(4)) {
            case 0 -> x.mean(axis);
            case 1 -> x.reduceMax(axis);
            case 2 -> x.reduceMin(axis);
            default -> x.tanh().sum(axis).mul(0.25);
        };
    }

    private Tensor contract(Tensor x, Tensor y) {
        return RandomContraction.of(x, y)
                .map(contraction -> contraction.product().mul(1 / Math.sqrt(contraction.terms())))
                .orElse(x);
    }

    /** Over the last axis. */
    private Tensor normalise(Tensor x) {
        if (x.rank() == 0) {
            return x.tanh();
        }
        if (choices.yes()) {
            return x.recorder().applyComposite(new SoftmaxRule(), List.of(x)).getFirst();
        }
        Tensor centred = x.sub(x.mean(-1).expandDims(-1));
        Tensor variance = centred.square().mean(-1).expandDims(-1);
        return centred.div(variance.add(1).sqrt());
    }

    /** What a small error turns into a large one, of exact values. */
    private Tensor jump(Tensor x) {
        return switch (choices.next(5)) {
            case 0 -> x.floor();
            case 1 -> x.rem(x.filled(0.75));
            case 2 -> x.convert(DType.I32).convert(x.dtype());
            case 3 -> x.rank() == 0 ? x : x.topK(largest(x)).indices().convert(x.dtype());
            default ->
                    movement.compare(x, x.rank() == 0 ? x.neg() : x.reverse(0)).select(x, x.neg());
        };
    }

    private long largest(Tensor x) {
        return choices.between(1, Math.min(5, x.size(-1)));
    }

    private Tensor order(Tensor x) {
        if (x.rank() == 0) {
            return x.abs();
        }
        return switch (choices.next(3)) {
            case 0 -> x.topK(largest(x)).values();
            case 1 -> movement.scatter(x, choices.next(x.rank()), ScatterKind.ADD);
            default -> movement.scatter(x, choices.next(x.rank()), ScatterKind.MAX);
        };
    }

    /** Through another dtype, or times random numbers in [1, 2) made of random bits. */
    private Tensor rounded(Tensor x) {
        if (choices.yes()) {
            return x.convert(DType.F32).convert(x.dtype());
        }
        Tensor key = x.recorder().constant(NdArray.of(new int[] {choices.next(99), 7}, 2));
        Tensor bits = x.recorder().apply(new Op.RandomBits(x.shape()), key, key);
        Tensor random = bits.and(bits.scalar(0x7fffff)).or(bits.scalar(0x3f800000));
        return x.tanh().mul(random.bitcast(DType.F32).convert(x.dtype()));
    }
}
