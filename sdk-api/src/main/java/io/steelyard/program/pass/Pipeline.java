package io.steelyard.program.pass;

import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Passes in a row, repeated until a round changes nothing, in the bodies of loops and calls first.
 * A round is cheap against compiling, and each rewrite makes the program smaller or simpler; the
 * number of rounds is bounded all the same, so that two passes of different authors which undo each
 * other cannot run forever.
 *
 * @param passes in the order in which they run
 * @param verify whether the function is verified before the first pass and after each; then a pass
 *     that breaks it is named in the {@code INVALID_PROGRAM} error
 */
public record Pipeline(List<Pass> passes, boolean verify) implements Pass {
    private static final int MOST_ROUNDS = 16;

    public Pipeline {
        passes = List.copyOf(passes);
    }

    /**
     * What every backend wants: composites expanded, then simplified, deduplicated and without dead
     * code.
     *
     * @param keep which of the nodes of composites the backend takes whole
     * @param verify see {@link #verify}
     */
    public static Pipeline standard(Predicate<Node> keep, boolean verify) {
        return new Pipeline(
                List.of(
                        new ExpandComposites(keep),
                        new Simplify(),
                        new CommonSubexpressions(),
                        new DeadCode()),
                verify);
    }

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public Function apply(Function function) {
        if (verify) {
            Verifier.verify(function);
        }
        Function current = function;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Function before = current;
            // Each round, since a composite that was expanded may have brought loops.
            current = nested(current);
            for (Pass pass : passes) {
                current = checked(pass, pass.apply(current));
            }
            if (current.equals(before)) {
                return current;
            }
        }
        return current;
    }

    /** The function with the bodies of its loops and calls rewritten. */
    private Function nested(Function function) {
        if (function.nodes().stream().noneMatch(node -> node.op() instanceof Op.Control)) {
            return function;
        }
        Pipeline inner = new Pipeline(passes, false);
        List<Node> nodes = new ArrayList<>();
        for (Node node : function.nodes()) {
            nodes.add(
                    node.op() instanceof Op.Control control
                            ? new Node(
                                    control.withBody(inner.apply(control.body())),
                                    node.operands(),
                                    node.results(),
                                    node.scope())
                            : node);
        }
        return new Function(
                function.name(),
                function.inputs(),
                function.reads(),
                nodes,
                function.outputs(),
                function.writes());
    }

    private Function checked(Pass pass, Function function) {
        if (verify) {
            try {
                Verifier.verify(function);
            } catch (SteelyardException problem) {
                throw new SteelyardException(
                        problem.code(),
                        "Pass '"
                                + pass.name()
                                + "' gave a program that is not valid. "
                                + problem.getMessage(),
                        problem);
            }
        }
        return function;
    }
}
