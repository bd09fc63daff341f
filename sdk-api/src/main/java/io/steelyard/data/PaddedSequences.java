package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences of tokens as the rows of one array.
 *
 * @param tokens I32 {@code [sequences, length]}: each from the left, then the padding
 * @param mask I32 {@code [sequences, length]}: 1 where a token is, 0 where padding is, as Hugging
 *     Face's {@code attention_mask}
 */
public record PaddedSequences(NdArray tokens, NdArray mask) {
    /**
     * Pads sequences to a length. Throws {@code INVALID_DATA} for one that is longer.
     *
     * @param padding the token that fills the rows
     */
    public static PaddedSequences of(List<int[]> sequences, int length, int padding) {
        int[] tokens = new int[Math.multiplyExact(sequences.size(), length)];
        int[] mask = new int[tokens.length];
        Arrays.fill(tokens, padding);
        for (int row = 0; row < sequences.size(); row++) {
            int[] sequence = sequences.get(row);
            if (sequence.length > length) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        "A sequence of "
                                + sequence.length
                                + " tokens is to be padded to "
                                + length
                                + "; accepted are as many or fewer. Cut it.");
            }
            System.arraycopy(sequence, 0, tokens, row * length, sequence.length);
            Arrays.fill(mask, row * length, row * length + sequence.length, 1);
        }
        return new PaddedSequences(
                NdArray.of(tokens, sequences.size(), length),
                NdArray.of(mask, sequences.size(), length));
    }
}
