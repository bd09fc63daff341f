package io.steelyard.program.pass;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes once what is computed several times: nodes with equal operations on the same values. The
 * first of them stays, with its scope. Every operation is a function of its operands, {@code
 * random_bits} included, so that this is exact.
 */
public record CommonSubexpressions() implements Pass {
    private record Expression(Op op, List<Value> operands) {}

    @Override
    public String name() {
        return "common_subexpressions";
    }

    @Override
    public Function apply(Function function) {
        Rewriter rewriter = new Rewriter(function);
        Map<Expression, List<Value>> known = new HashMap<>();
        for (Node node : function.nodes()) {
            List<Value> operands = rewriter.map(node.operands());
            List<Value> results =
                    known.computeIfAbsent(
                            new Expression(node.op(), operands),
                            _ -> rewriter.append(node, operands, node.scope()));
            rewriter.replace(node.results(), results);
        }
        return rewriter.finish();
    }
}
