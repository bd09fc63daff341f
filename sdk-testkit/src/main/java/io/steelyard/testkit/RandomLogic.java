package io.steelyard.testkit;

import io.steelyard.program.Tensor;

import java.util.List;

/** Steps of random programs of truth values. */
final class RandomLogic implements RandomStep {
    private final Choices choices;
    private final RandomMovement movement;

    RandomLogic(Choices choices, RandomMovement movement) {
        this.choices = choices;
        this.movement = movement;
    }

    @Override
    public Tensor apply(Tensor x, List<Tensor> pool) {
        Tensor y = x.rank() == 0 ? pool.getFirst().any() : x.reverse(choices.next(x.rank()));
        return switch (choices.next(9)) {
            case 0 -> x.not();
            case 1 -> x.and(y);
            case 2 -> x.or(y);
            case 3 -> x.xor(y);
            case 4 -> x.eq(y);
            case 5 -> x.ne(y).select(x, y);
            case 6 -> x.rank() == 0 ? x.not() : x.all(choices.next(x.rank()));
            case 7 -> x.rank() == 0 ? x.not() : x.any(choices.next(x.rank()));
            default -> movement.apply(x);
        };
    }

    @Override
    public Tensor joined(List<Tensor> pool) {
        Tensor total = pool.getFirst().all();
        for (Tensor tensor : pool) {
            total = total.ne(tensor.all()).or(tensor.any().not());
        }
        return total;
    }
}
