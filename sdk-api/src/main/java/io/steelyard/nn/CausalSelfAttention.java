package io.steelyard.nn;

import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.RandomKey;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * Multi-head self-attention in which a position sees itself and those before it (Vaswani et al.
 * 2017; Radford et al. 2019): {@code [batch, time, channels] -> [batch, time, channels]}. Parts
 * {@code c_attn}, which gives queries, keys and values, and {@code c_proj}, as in GPT-2's
 * checkpoints.
 *
 * @param heads number of heads; divides the channels
 * @param attentionDropout rate for the attention weights
 * @param residualDropout rate for the result
 * @param initializer of {@code c_attn}
 * @param projectionInitializer of {@code c_proj}
 */
public record CausalSelfAttention(
        int heads,
        float attentionDropout,
        float residualDropout,
        Initializer initializer,
        Initializer projectionInitializer)
        implements Layer {
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Tensor zero = input.recorder().constant(DType.I32, 0);
        List<Tensor> parts = project(scope, input);
        return attend(scope, parts.getFirst(), parts.get(1), parts.get(2), zero);
    }

    /**
     * The same with keys and values of earlier positions kept in caches {@code key} and {@code
     * value} {@code [batch, capacity, heads, headDim]}, which are updated.
     *
     * @param input {@code [batch, time, channels]}: the new positions
     * @param position I32 {@code []}: the number of positions before; position + time is at most
     *     capacity
     * @param capacity positions that the caches hold
     */
    public Tensor forwardCached(Scope scope, Tensor input, Tensor position, long capacity) {
        List<Tensor> parts = project(scope, input);
        Tensor keys = append(scope, "key", parts.get(1), position, capacity);
        Tensor values = append(scope, "value", parts.get(2), position, capacity);
        return attend(scope, parts.getFirst(), keys, values, position);
    }

    /** Queries, keys and values, each {@code [batch, time, heads, headDim]}. */
    private List<Tensor> project(Scope scope, Tensor input) {
        long channels = input.size(-1);
        if (channels % heads != 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "Attention with "
                            + heads
                            + " heads was applied to "
                            + input.type()
                            + "; accepted are channels that the heads divide.");
        }
        Tensor joined =
                scope.apply(
                        "c_attn",
                        new Dense(Math.toIntExact(3 * channels), true, initializer),
                        input);
        return joined.split(-1, 3).stream()
                .map(part -> part.reshape(input.size(0), input.size(1), heads, channels / heads))
                .toList();
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

    private Tensor attend(Scope scope, Tensor query, Tensor key, Tensor value, Tensor position) {
        long headDim = query.size(-1);
        float rate = scope.training() ? attentionDropout : 0;
        AttentionRule rule = new AttentionRule((float) (1 / Math.sqrt(headDim)), true, rate);
        RandomKey random = rate > 0 ? scope.child("attn_dropout").random() : unused(query);
        Tensor mixed =
                query.recorder()
                        .applyComposite(
                                rule,
                                List.of(query, key, value, position, random.key(), random.stream()))
                        .getFirst(); // [batch, time, heads, headDim]
        Shape joined = Shape.of(query.size(0), query.size(1), heads * headDim);
        int channels = Math.toIntExact(heads * headDim);
        Tensor projected =
                scope.apply(
                        "c_proj",
                        new Dense(channels, true, projectionInitializer),
                        mixed.reshape(joined));
        return scope.apply("resid_dropout", new Dropout(residualDropout), projected);
    }

    private static RandomKey unused(Tensor like) {
        Tensor zeros = like.recorder().constant(NdArray.of(new int[] {0, 0}, 2));
        return new RandomKey(zeros, zeros);
    }
}
