package io.steelyard.classification.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;

/**
 * What models of texts read.
 *
 * @param ids I32 {@code [batch, time]}
 * @param mask I32 {@code [batch, time]}: 1 where there is a token, 0 where the text is padded
 */
record TextInput(Tensor ids, Tensor mask) {
    /** Throws {@code INVALID_PROGRAM} for features that are missing or of another type. */
    static TextInput of(Features features) {
        Tensor ids = features.get(FeatureNames.INPUT_IDS);
        Tensor mask = features.get(FeatureNames.ATTENTION_MASK);
        if (ids.rank() != 2 || ids.dtype() != DType.I32 || !mask.type().equals(ids.type())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The features '"
                            + FeatureNames.INPUT_IDS
                            + "' and '"
                            + FeatureNames.ATTENTION_MASK
                            + "' are "
                            + ids.type()
                            + " and "
                            + mask.type()
                            + "; accepted is i32[batch,time] for both.");
        }
        return new TextInput(ids, mask);
    }

    /** BOOL {@code [batch, time]}: whether there is a token. */
    Tensor isToken() {
        return mask.ne(mask.scalar(0));
    }

    /** 1 where there is a token and 0 elsewhere, F32 {@code [batch, time, 1]}. */
    Tensor weights() {
        return isToken().convert(DType.F32).expandDims(-1);
    }

    /** The tokens of each text, I32 {@code [batch]}. */
    Tensor lengths() {
        return isToken().convert(DType.I32).sum(1);
    }

    /**
     * The mean over the tokens; 0 for a text without any.
     *
     * @param values {@code [batch, time, channels]}
     * @return {@code [batch, channels]}
     */
    Tensor mean(Tensor values) {
        Tensor count = weights().sum(1); // [batch, 1]
        return values.mul(weights()).sum(1).div(count.max(count.scalar(1)));
    }

    /**
     * The largest over the tokens of each channel; the floor for a text without any.
     *
     * @param values {@code [batch, time, channels]}, none below the floor
     * @return {@code [batch, channels]}
     */
    Tensor max(Tensor values, double floor) {
        Tensor inside = isToken().expandDims(-1);
        return inside.select(values, values.scalar(floor)).reduceMax(1);
    }
}
