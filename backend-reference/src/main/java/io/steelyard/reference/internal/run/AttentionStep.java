package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.Attention;
import io.steelyard.reference.internal.kernel.AttentionMask;
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.reference.internal.kernel.DropoutKey;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.Strides;

import org.jspecify.annotations.Nullable;

/**
 * Attention, or its gradient where there is one.
 *
 * @param position place of the first query among the keys, one int
 * @param key random key, two ints
 * @param stream random stream, two ints
 */
public record AttentionStep(
        AttentionShape shape,
        Operand query,
        Operand keys,
        Operand value,
        Address out,
        Address logSumExp,
        Address position,
        Address key,
        Address stream,
        @Nullable Mask mask,
        @Nullable Gradient gradient)
        implements Step {
    /** Where {@code [batch, time, heads, headDim]} lies. */
    public record Operand(Address address, Strides strides) {}

    /** Where the mask lies, and the distances of its batch entries, heads and queries. */
    public record Mask(Address address, long batch, long head, long query) {}

    /** What the gradient is computed from, and where it goes. */
    public record Gradient(Address dout, Operand query, Operand key, Operand value) {}

    @Override
    public String name() {
        return gradient == null ? "attention" : "attention_grad";
    }

    @Override
    public void run(Frame frame) {
        DropoutKey random =
                shape.dropoutRate() == 0
                        ? DropoutKey.NONE
                        : new DropoutKey(
                                NativeMemory.getInt(frame.at(key)),
                                NativeMemory.getInt(frame.at(key) + 4),
                                NativeMemory.getInt(frame.at(stream)),
                                NativeMemory.getInt(frame.at(stream) + 4));
        int first = NativeMemory.getInt(frame.at(position));
        AttentionMask visible =
                mask == null
                        ? AttentionMask.NONE
                        : new AttentionMask(
                                frame.at(mask.address()), mask.batch(), mask.head(), mask.query());
        if (gradient == null) {
            Attention.forward(
                    frame.pool(),
                    shape,
                    first,
                    visible,
                    frame.at(query.address()),
                    query.strides(),
                    frame.at(keys.address()),
                    keys.strides(),
                    frame.at(value.address()),
                    value.strides(),
                    frame.at(out),
                    frame.at(logSumExp),
                    random);
        } else {
            Attention.backward(
                    frame.pool(),
                    shape,
                    first,
                    visible,
                    frame.at(gradient.dout()),
                    frame.at(query.address()),
                    query.strides(),
                    frame.at(keys.address()),
                    keys.strides(),
                    frame.at(value.address()),
                    value.strides(),
                    frame.at(out),
                    frame.at(logSumExp),
                    frame.at(gradient.query().address()),
                    gradient.query().strides(),
                    frame.at(gradient.key().address()),
                    gradient.key().strides(),
                    frame.at(gradient.value().address()),
                    gradient.value().strides(),
                    random);
        }
    }
}
