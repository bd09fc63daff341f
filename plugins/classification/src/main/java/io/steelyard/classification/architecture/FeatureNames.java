package io.steelyard.classification.architecture;

/** The names of the features that the architectures read. */
public final class FeatureNames {
    /** Numbers of a table's rows, F32 {@code [batch, n]}. */
    public static final String NUMBERS = "numbers";

    /** Categories of a table's rows, each a number from 0, I32 {@code [batch, m]}. */
    public static final String CATEGORIES = "categories";

    /** Images, F32 {@code [batch, height, width, channels]}. */
    public static final String PIXEL_VALUES = "pixel_values";

    /** Grey values of images from 0 to 255, I32 {@code [batch, height, width, channels]}. */
    public static final String PIXEL_IDS = "pixel_ids";

    /** Texts as token ids, I32 {@code [batch, time]}. */
    public static final String INPUT_IDS = "input_ids";

    /** 1 where a text has a token and 0 where it is padded, I32 {@code [batch, time]}. */
    public static final String ATTENTION_MASK = "attention_mask";

    private FeatureNames() {}
}
