package io.steelyard.text;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Model;

/**
 * A model that gives, for each position of a text, the logits of the next token. Feature {@value
 * #INPUT_IDS} I32 {@code [batch, time]}; predictions {@code [batch, time, vocabulary]}.
 */
public interface CausalLanguageModel extends Model {
    /** The feature that holds token ids. */
    String INPUT_IDS = "input_ids";

    /** The number of token ids. */
    int vocabularySize();

    /** The largest number of tokens that one pass can see. */
    int contextLength();

    /**
     * The same with keys and values of earlier tokens kept in caches of {@link #contextLength}
     * positions (see {@link Scope#cache}), which this updates.
     *
     * @param ids I32 {@code [batch, time]}: the new tokens; those after {@code last} are padding
     * @param position I32 {@code []}: the number of tokens before
     * @param last I32 {@code []}: the index in [0, time) of the last new token
     * @return {@code [batch, vocabulary]}: the logits of the token after the last one
     */
    Tensor forwardCached(Scope scope, Tensor ids, Tensor position, Tensor last);
}
