package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.ConvProducts;
import io.steelyard.reference.internal.kernel.ConvShape;

/**
 * A convolution of F32, or one of its gradients, as matrix products.
 *
 * @param part what is computed
 * @param left the input, or the gradient of the result for the gradients by the input
 * @param right the filter, or the gradient of the result for {@link Part#FILTER_GRADIENT}
 * @param room for {@link #room} floats
 */
public record ConvStep(
        Part part, ConvShape shape, Address left, Address right, Address out, Address room)
        implements Step {
    /** What is computed. */
    public enum Part {
        RESULT,
        DENSE_INPUT_GRADIENT,
        STRIDED_INPUT_GRADIENT,
        FILTER_GRADIENT
    }

    /** How many floats of room a part needs. */
    public static long room(Part part, ConvShape shape) {
        return switch (part) {
            case RESULT -> 1;
            case DENSE_INPUT_GRADIENT -> ConvProducts.denseInputGradientRoom(shape);
            case STRIDED_INPUT_GRADIENT -> ConvProducts.stridedInputGradientRoom(shape);
            case FILTER_GRADIENT -> ConvProducts.filterGradientRoom(shape);
        };
    }

    @Override
    public String name() {
        return switch (part) {
            case RESULT -> "conv";
            case DENSE_INPUT_GRADIENT, STRIDED_INPUT_GRADIENT -> "conv_input_grad";
            case FILTER_GRADIENT -> "conv_filter_grad";
        };
    }

    @Override
    public void run(Frame frame) {
        long to = frame.at(out);
        long a = frame.at(left);
        long b = frame.at(right);
        long free = frame.at(room);
        switch (part) {
            case RESULT -> ConvProducts.result(frame.pool(), shape, to, a, b);
            case DENSE_INPUT_GRADIENT ->
                    ConvProducts.denseInputGradient(frame.pool(), shape, to, a, b, free);
            case STRIDED_INPUT_GRADIENT ->
                    ConvProducts.stridedInputGradient(frame.pool(), shape, to, a, b, free);
            case FILTER_GRADIENT ->
                    ConvProducts.filterGradient(frame.pool(), shape, to, a, b, free);
        }
    }
}
