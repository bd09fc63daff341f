package io.steelyard.program.pass;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

/**
 * Replaces operations by simpler ones that give the same bits, for every operand, NaN, infinities
 * and negative zeros among them: operations on constants by their result; {@code x*1}, {@code x/1},
 * {@code x-0}, {@code x+(-0)} (floats; {@code x+0} would turn -0 into 0) and {@code x+0} (integers)
 * by {@code x}; layout operations that change nothing, and pairs of them, by none or one. {@code
 * x*0} stays: it is NaN for NaN and infinities.
 *
 * <p>Some rewrites keep the bits only as far as the operations specify them. {@code exp log tanh
 * sin cos pow} of constants become the value of {@link StrictMath}, rounded to the dtype, and
 * {@code pow(x, 2)} and {@code pow(x, 1)} become {@code x*x} and {@code x}: a backend's kernel may
 * differ in the last bits. A sum over no axes becomes its operand, -0 included, where a sum that
 * starts from 0 gives 0. The payload of NaN is not kept.
 *
 * <p>{@code stop_gradient} vanishes, so that this is for functions which are differentiated
 * already.
 */
public record Simplify() implements Pass {
    @Override
    public String name() {
        return "simplify";
    }

    @Override
    public Function apply(Function function) {
        Rewriter rewriter = new Rewriter(function);
        for (Node node : function.nodes()) {
            @Nullable Value simpler = new Simplification(rewriter, node).value();
            if (simpler == null) {
                rewriter.copy(node);
            } else {
                rewriter.replace(node.result(), simpler);
            }
        }
        return rewriter.finish();
    }
}
