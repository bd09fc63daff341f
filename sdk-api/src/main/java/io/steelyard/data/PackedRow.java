package io.steelyard.data;

/**
 * Several sequences in one row of a fixed length, each array {@code [length]}. The arrays are not
 * copied.
 *
 * @param tokens the sequences one after the other, then the padding
 * @param segments which sequence of the row a token belongs to, from 1 on; 0 for padding. Tokens of
 *     different segments are not to attend to each other
 * @param positions the place of a token in its sequence, from 0 on; 0 for padding
 */
public record PackedRow(int[] tokens, int[] segments, int[] positions) {}
