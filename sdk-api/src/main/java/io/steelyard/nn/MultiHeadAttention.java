package io.steelyard.nn;

import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.Composites;
import io.steelyard.composite.RandomKey;
import io.steelyard.composite.RopeRule;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Multi-head attention (Vaswani et al. 2017, section 3.2.2) with what came after it: keys and
 * values shared by groups of heads (Ainslie et al. 2023), rotary positions (Su et al. 2021) and a
 * sliding window (Beltagy et al. 2020): {@code [batch, time, channels] -> [batch, time, channels]}.
 * Parts {@code q_proj}, {@code k_proj}, {@code v_proj} and {@code o_proj} in PyTorch's orientation,
 * as in Hugging Face's Llama checkpoints. {@link CausalSelfAttention} is the one of GPT-2.
 *
 * @param heads heads of the queries
 * @param keyHeads heads of keys and values, a divisor of the heads
 * @param headDim channels of a head
 * @param causal whether a position sees only itself and those before it
 * @param window if above 0, how many positions a causal attention sees, its own included
 * @param rotary how queries and keys are turned by their positions; empty for not at all
 * @param bias whether the projections of queries, keys, values and the result have a bias
 * @param dropout rate for the attention weights
 */
public record MultiHeadAttention(
        int heads,
        int keyHeads,
        int headDim,
        boolean causal,
        int window,
        Optional<RopeRule> rotary,
        boolean bias,
        float dropout)
        implements Layer {
    /** Throws {@code INVALID_ARGUMENT} when the heads of the keys do not divide the heads. */
    public MultiHeadAttention {
        Arguments.require(heads > 0, "MultiHeadAttention", "heads", heads, "1 or more");
        Arguments.require(
                keyHeads > 0 && heads % keyHeads == 0,
                "MultiHeadAttention",
                "key heads",
                keyHeads,
                "divisors of the " + heads + " heads");
        Arguments.require(
                headDim > 0, "MultiHeadAttention", "channels of a head", headDim, "1 or more");
        // Throws for a window that the attention cannot have and for a rate outside [0, 1).
        var unused = new AttentionRule(1, causal, window, dropout);
    }

    /** All positions see each other; each head has keys of its own; with biases. */
    public MultiHeadAttention(int heads, int headDim) {
        this(heads, heads, headDim, false, 0, Optional.empty(), true, 0);
    }

    /** This, where a position sees only itself and those before it. */
    public MultiHeadAttention withCausality() {
        return new MultiHeadAttention(
                heads, keyHeads, headDim, true, window, rotary, bias, dropout);
    }

    /** This with another number of heads of keys and values. */
    public MultiHeadAttention withKeyHeads(int count) {
        return new MultiHeadAttention(heads, count, headDim, causal, window, rotary, bias, dropout);
    }

    /** This, causal, where a position sees so many positions, its own included. */
    public MultiHeadAttention withWindow(int positions) {
        return new MultiHeadAttention(
                heads, keyHeads, headDim, true, positions, rotary, bias, dropout);
    }

    /** This with queries and keys turned by their positions. */
    public MultiHeadAttention withRotary(RopeRule rule) {
        return new MultiHeadAttention(
                heads, keyHeads, headDim, causal, window, Optional.of(rule), bias, dropout);
    }

    /** This without biases. */
    public MultiHeadAttention withoutBias() {
        return new MultiHeadAttention(
                heads, keyHeads, headDim, causal, window, rotary, false, dropout);
    }

    /** This with another rate of dropout for the attention weights. */
    public MultiHeadAttention withDropout(float rate) {
        return new MultiHeadAttention(heads, keyHeads, headDim, causal, window, rotary, bias, rate);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        return attend(scope, input, input, Optional.empty());
    }

    /**
     * Self-attention in which some positions are not seen.
     *
     * @param mask as for {@link #cross}
     */
    public Tensor masked(Scope scope, Tensor input, Tensor mask) {
        return attend(scope, input, input, Optional.of(mask));
    }

    /**
     * Attention to another sequence.
     *
     * @param input {@code [batch, timeQ, channels]}: who looks
     * @param memory {@code [batch, timeK, any]}: what is looked at
     * @param mask BOOL {@code [batch, timeK]}, true at the positions that may be seen, such as
     *     those that are no padding; or {@code [batch or 1, heads or 1, timeQ or 1, timeK]}
     */
    public Tensor cross(Scope scope, Tensor input, Tensor memory, Optional<Tensor> mask) {
        return attend(scope, input, memory, mask);
    }

    private Tensor attend(Scope scope, Tensor input, Tensor memory, Optional<Tensor> mask) {
        Tensor zero = input.recorder().constant(DType.I32, 0);
        Tensor query = turned(project(scope, "q_proj", heads, input), zero);
        Tensor key = turned(project(scope, "k_proj", keyHeads, memory), zero);
        Tensor value = project(scope, "v_proj", keyHeads, memory);
        return combined(scope, input, query, key, value, zero, mask);
    }

    /**
     * Self-attention with keys and values of earlier positions kept in caches {@code key} and
     * {@code value} {@code [batch, capacity, keyHeads, headDim]}, which are updated.
     *
     * @param input {@code [batch, time, channels]}: the new positions
     * @param position I32 {@code []}: the number of positions before; position + time is at most
     *     capacity
     * @param capacity positions that the caches hold
     */
    public Tensor forwardCached(Scope scope, Tensor input, Tensor position, long capacity) {
        if (!causal) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A cache was asked of attention that sees all positions; accepted is causal"
                            + " attention, since later positions would change what is kept.");
        }
        Tensor query = turned(project(scope, "q_proj", heads, input), position);
        Tensor key = turned(project(scope, "k_proj", keyHeads, input), position);
        Tensor value = project(scope, "v_proj", keyHeads, input);
        Tensor keys = append(scope, "key", key, position, capacity);
        Tensor values = append(scope, "value", value, position, capacity);
        return combined(scope, input, query, keys, values, position, Optional.empty());
    }

    /** {@code [batch, time, count, headDim]}. */
    private Tensor project(Scope scope, String name, int count, Tensor input) {
        int units = Math.multiplyExact(count, headDim);
        Linear linear = new Linear(units, bias, Initializers.glorotUniform());
        return scope.apply(name, linear, input)
                .reshape(input.size(0), input.size(1), count, headDim);
    }

    private Tensor turned(Tensor x, Tensor position) {
        if (rotary.isEmpty()) {
            return x;
        }
        TensorType type = TensorType.of(DType.I32, x.size(1));
        Tensor positions = x.recorder().apply(new Op.Iota(type, 0)).add(position); // [time]
        return Composites.one(rotary.get(), x, positions);
    }

    private static Tensor append(
            Scope scope, String name, Tensor content, Tensor position, long capacity) {
        TensorType type = new TensorType(content.dtype(), content.shape().with(1, capacity));
        Tensor zero = content.recorder().constant(NdArray.of(new int[] {0}, 1));
        Tensor starts = zero.concat(0, position.reshape(1), zero, zero);
        Tensor updated = scope.cache(name, type).dynamicUpdateSlice(content, starts);
        scope.update(name, updated);
        return updated;
    }

    private Tensor combined(
            Scope scope,
            Tensor input,
            Tensor query,
            Tensor key,
            Tensor value,
            Tensor position,
            Optional<Tensor> mask) {
        float rate = scope.training() ? dropout : 0;
        AttentionRule rule =
                new AttentionRule((float) (1 / Math.sqrt(headDim)), causal, window, rate);
        RandomKey random = rate > 0 ? scope.child("attn_dropout").random() : unused(query);
        List<Tensor> operands =
                new ArrayList<>(
                        List.of(query, key, value, position, random.key(), random.stream()));
        mask.ifPresent(
                seen -> operands.add(seen.rank() == 2 ? seen.expandDims(1).expandDims(1) : seen));
        Tensor mixed = query.recorder().applyComposite(rule, operands).getFirst();
        Tensor joined = mixed.reshape(query.size(0), query.size(1), (long) heads * headDim);
        int channels = Math.toIntExact(input.size(-1));
        return scope.apply(
                "o_proj", new Linear(channels, bias, Initializers.glorotUniform()), joined);
    }

    private static RandomKey unused(Tensor like) {
        Tensor zeros = like.recorder().constant(NdArray.of(new int[] {0, 0}, 2));
        return new RandomKey(zeros, zeros);
    }
}
