package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Indexing;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

import java.util.Arrays;

/**
 * A mixture of experts: a router sends each token to a few of many layers and adds up what they
 * make of it (Shazeer et al. 2017, "Outrageously large neural networks", equations 1, 3 and 5,
 * without noise): {@code [.., channels] -> [.., out]}. The weights of the chosen experts are the
 * softmax over their own logits.
 *
 * <p>Parameter {@code gate.weight} {@code [experts, channels]}, and those of the experts under
 * {@code experts.0}, {@code experts.1} and so on. An expert sees {@code [tokens, channels]}.
 *
 * <p>Shapes are static, so an expert always runs on {@code min(tokens, ceil(capacity * tokens *
 * chosen / experts))} tokens. Where more choose it, those that give it the largest weights are
 * served (Riquelme et al. 2021, "Scaling vision with sparse mixture of experts", section 4), and it
 * adds nothing to the others.
 *
 * <p>In training the loss of Fedus, Zoph and Shazeer 2021 ("Switch transformers", equations 4 to 6)
 * is added under {@code load_balance}: {@code balance * experts * sum_i f_i P_i}, with {@code f_i}
 * the share of expert i in all choices and {@code P_i} the mean over the tokens of its probability
 * in a softmax over all experts. It is {@code balance} where the load is even, and larger where it
 * is not.
 *
 * @param experts their number
 * @param chosen experts of each token
 * @param expert the layer that each expert is, with parameters of its own
 * @param capacity the most tokens of an expert, in multiples of its share under an even load;
 *     infinity serves all, at the cost of running each expert on all tokens
 * @param balance weight of the added loss; 0 adds none
 */
public record MixtureOfExperts(
        int experts, int chosen, Layer expert, double capacity, double balance) implements Layer {
    /**
     * Throws {@code INVALID_ARGUMENT} unless 1 or more of the experts are chosen, at most all, the
     * capacity is above 0, and the balance is 0 or more.
     */
    public MixtureOfExperts {
        Arguments.require(
                experts >= 1, "MixtureOfExperts", "number of experts", experts, "1 or more");
        Arguments.require(
                chosen >= 1 && chosen <= experts,
                "MixtureOfExperts",
                "number of chosen experts",
                chosen,
                "1 to " + experts + ", all of them");
        Arguments.require(
                capacity > 0, "MixtureOfExperts", "capacity", capacity, "numbers above 0");
        Arguments.requireNotNegative("MixtureOfExperts", "balance", balance);
    }

    /** With twice the even share as capacity, and a balance of 0.01, as Fedus et al. have it. */
    public MixtureOfExperts(int experts, int chosen, Layer expert) {
        this(experts, chosen, expert, 2, 0.01);
    }

    /** The same with another capacity. */
    public MixtureOfExperts withCapacity(double value) {
        return new MixtureOfExperts(experts, chosen, expert, value, balance);
    }

    /** The same with another weight of the added loss. */
    public MixtureOfExperts withBalance(double value) {
        return new MixtureOfExperts(experts, chosen, expert, capacity, value);
    }

    /** Throws {@code INVALID_PROGRAM} for an input without a token. */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Shape leading = input.shape().slice(0, Math.max(0, input.rank() - 1));
        long tokens = requireTokens(input, leading);
        Tensor rows = input.reshape(Shape.of(tokens, input.size(-1)));
        Tensor logits =
                scope.apply(
                        "gate",
                        new Linear(experts, false, Initializers.glorotUniform()),
                        rows); // [tokens, experts]
        Indexing.Largest largest = logits.topK(chosen); // [tokens, chosen]
        if (scope.training() && balance > 0) {
            scope.addLoss("load_balance", imbalance(logits, largest.indices()).mul(balance));
        }
        Tensor weights =
                logits.filled(0)
                        .addAlongRows(largest.indices(), Composites.softmax(largest.values()));
        Tensor mixed = mix(scope, rows, weights);
        return mixed.reshape(leading.concat(Shape.of(mixed.size(-1))));
    }

    /**
     * @param rows {@code [tokens, channels]}
     * @param weights {@code [tokens, experts]}, 0 where an expert is not chosen
     */
    private Tensor mix(Scope scope, Tensor rows, Tensor weights) {
        long tokens = rows.size(0);
        double share = Math.ceil(capacity * tokens * chosen / experts);
        Indexing.Largest served = weights.transposeMatrix().topK((long) Math.min(tokens, share));
        long each = served.indices().size(1);
        Tensor places = served.indices().reshape(experts * each);
        Tensor[] made = new Tensor[experts];
        for (int i = 0; i < experts; i++) {
            Tensor seen = rows.take(0, places.slice(0, i * each, (i + 1) * each));
            made[i] = scope.apply("experts." + i, expert, seen);
        }
        Tensor all = made[0].concat(0, Arrays.copyOfRange(made, 1, experts));
        Tensor weighted = all.mul(served.values().reshape(experts * each, 1));
        Tensor none = all.scalar(0).broadcastTo(Shape.of(tokens, all.size(-1)));
        return none.scatter(ScatterKind.ADD, 0, places, weighted);
    }

    /** {@code experts * sum_i f_i P_i}. */
    private Tensor imbalance(Tensor logits, Tensor choices) {
        Tensor ones = logits.scalar(1.0 / chosen).broadcastTo(choices.shape());
        Tensor shares = logits.filled(0).addAlongRows(choices, ones).mean(0); // [experts]
        Tensor probabilities = Composites.softmax(logits).mean(0); // [experts]
        return shares.mul(probabilities).sum().mul(experts);
    }

    private long requireTokens(Tensor input, Shape leading) {
        if (input.rank() < 2 || leading.elements() == 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A mixture of experts was applied to "
                            + input.type()
                            + "; accepted are [.., channels] with a token or more.");
        }
        return leading.elements();
    }
}
