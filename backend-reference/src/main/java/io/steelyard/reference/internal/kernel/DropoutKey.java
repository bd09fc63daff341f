package io.steelyard.reference.internal.kernel;

/** The stream of {@link Philox} that a dropout draws its mask from. */
public record DropoutKey(int key0, int key1, int stream0, int stream1) {
    /** For a rate of 0, where nothing is drawn. */
    public static final DropoutKey NONE = new DropoutKey(0, 0, 0, 0);

    /**
     * Whether {@link Philox} keeps the element, and then the factor that keeps the mean; else 0.
     */
    float factor(long element, float rate) {
        float u = Philox.uniform(Philox.bits(element, key0, key1, stream0, stream1));
        return u >= rate ? 1f / (1f - rate) : 0f;
    }
}
