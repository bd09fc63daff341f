package io.steelyard.testkit;

import io.steelyard.program.Loop;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.function.UnaryOperator;

/** Steps of random programs that have a body. */
final class RandomLoops {
    private static final long LONGEST = 40;

    private RandomLoops() {}

    /**
     * A call, or a loop over the leading axis.
     *
     * @param body what is done in it, of any shape
     */
    static Tensor apply(Choices choices, Tensor x, UnaryOperator<Tensor> body) {
        if (x.rank() == 0 || x.size(0) > LONGEST || choices.yes()) {
            Loop.Part part = operands -> List.of(body.apply(operands.getFirst()));
            List<Tensor> results =
                    choices.yes() ? Loop.recompute(List.of(x), part) : Loop.call(List.of(x), part);
            return results.getFirst();
        }
        Tensor first = x.slice(0, 0, 1).squeeze(0);
        Loop.Body step =
                (carries, elements) -> {
                    Tensor carry = body.apply(carries.getFirst());
                    return new Loop.Step(List.of(carry), List.of(carry.max(elements.getFirst())));
                };
        Loop.Result result =
                choices.yes()
                        ? Loop.scanReverse(List.of(first), List.of(x), step)
                        : Loop.scan(List.of(first), List.of(x), step);
        return choices.yes() ? result.carries().getFirst() : result.outputs().getFirst();
    }
}
