package io.steelyard.classification;

/**
 * An example and what a model is to say of it.
 *
 * @param target as the {@link Head} of the model encodes it
 */
record LabeledExample(Example example, float[] target) {}
