package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Puts another token in the place of some, each with the same probability, while a model is trained
 * on texts: word dropout (Iyyer et al. 2015, "Deep unordered composition rivals syntactic methods
 * for text classification", section 3.1), but the place is kept. The given sequence stays as it is.
 *
 * @param probability in [0, 1]
 * @param id the token that is put there: mostly that of unknown words or of the mask
 * @param kept tokens that are left as they are, such as those that begin a sequence and fill it
 */
public record TokenErasing(double probability, int id, Set<Integer> kept)
        implements SeededFunction<int[], int[]> {
    /** Throws {@code INVALID_ARGUMENT} for a probability outside [0, 1]. */
    public TokenErasing {
        kept = Set.copyOf(kept);
        if (!(probability >= 0 && probability <= 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "TokenErasing was given the probability "
                            + probability
                            + "; accepted are numbers from 0 to 1.");
        }
    }

    /** Any token may be replaced. */
    public TokenErasing(double probability, int id) {
        this(probability, id, Set.of());
    }

    @Override
    public int[] apply(int[] tokens, RandomGenerator random) {
        int[] erased = tokens.clone();
        for (int i = 0; i < erased.length; i++) {
            if (random.nextDouble() < probability && !kept.contains(erased[i])) {
                erased[i] = id;
            }
        }
        return erased;
    }
}
