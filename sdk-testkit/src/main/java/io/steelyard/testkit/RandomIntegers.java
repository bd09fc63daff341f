package io.steelyard.testkit;

import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;

import java.util.List;

/** Steps of random programs of integers, which wrap and are the same on every backend. */
final class RandomIntegers implements RandomStep {
    private final Choices choices;
    private final RandomMovement movement;
    private final RandomWindows windows;

    RandomIntegers(Choices choices, RandomMovement movement) {
        this.choices = choices;
        this.movement = movement;
        windows = new RandomWindows(choices);
    }

    @Override
    public Tensor apply(Tensor x, List<Tensor> pool) {
        return switch (choices.next(11)) {
            case 0 -> each(x);
            case 1, 2 -> combine(x, partner(x));
            case 3 -> movement.compare(x, partner(x)).select(x, each(x));
            case 4 -> along(x);
            case 5 -> contract(x, choices.of(pool));
            case 6 -> RandomLoops.apply(choices, x, this::each);
            case 7 -> through(x);
            default -> movement.apply(x);
        };
    }

    @Override
    public Tensor joined(List<Tensor> pool) {
        Tensor total = pool.getFirst().sum();
        for (Tensor tensor : pool) {
            total = total.mul(total.scalar(3)).add(tensor.sum());
        }
        return total;
    }

    private Tensor each(Tensor x) {
        return switch (choices.next(5)) {
            case 0 -> x.neg();
            case 1 -> x.abs();
            case 2 -> x.not();
            case 3 -> x.add(1);
            default -> x.mul(3);
        };
    }

    /** The same in another order. */
    private Tensor partner(Tensor x) {
        return x.rank() == 0 ? each(x) : x.reverse(choices.next(x.rank()));
    }

    private Tensor combine(Tensor x, Tensor y) {
        return switch (choices.next(13)) {
            case 0 -> x.add(y);
            case 1 -> x.sub(y);
            case 2 -> x.mul(y);
            case 3 -> x.div(y);
            case 4 -> x.rem(y);
            case 5 -> x.max(y);
            case 6 -> x.min(y);
            case 7 -> x.and(y);
            case 8 -> x.or(y);
            case 9 -> x.xor(y);
            case 10 -> x.shl(y.and(y.scalar(7)));
            case 11 -> x.shr(y.and(y.scalar(7)));
            default -> x.pow(y.and(y.scalar(3)));
        };
    }

    private Tensor along(Tensor x) {
        if (x.rank() == 0) {
            return each(x);
        }
        int axis = choices.next(x.rank());
        return switch (choices.next(9)) {
            case 0 -> x.sum(axis);
            case 1 -> x.reduceMax(axis);
            case 2 -> x.reduceMin(axis);
            case 3 -> x.windowSum(windows.windows(x));
            case 4 -> x.windowMax(windows.windows(x));
            case 5 -> x.topK(largest(x)).values();
            case 6 -> x.topK(largest(x)).indices().convert(x.dtype());
            case 7 -> movement.scatter(x, axis, ScatterKind.ADD);
            default -> movement.scatter(x, axis, ScatterKind.MAX);
        };
    }

    private long largest(Tensor x) {
        return choices.between(1, Math.min(5, x.size(-1)));
    }

    private Tensor contract(Tensor x, Tensor y) {
        return RandomContraction.of(x, y).map(RandomContraction::product).orElseGet(() -> x.add(1));
    }

    /** Through another dtype and back. */
    private Tensor through(Tensor x) {
        return x.convert(choices.of(List.of(DType.I32, DType.BOOL, DType.F32))).convert(x.dtype());
    }
}
