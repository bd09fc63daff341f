package io.steelyard.classification.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * An image read as a sequence of pixels (Le, Jaitly and Hinton 2015, section 4.2), each grey value
 * a token: {@link LstmClassifier} over 256 of them, with a linear layer on the last state. Reads
 * {@code pixel_ids} I32 {@code [batch, time]}, values from 0 to 255; parameters have the names that
 * they have there.
 *
 * @param embeddingSize channels of a grey value ({@code embedding_size})
 * @param hidden size of the states ({@code hidden_size})
 * @param layers of the LSTM ({@code num_hidden_layers})
 * @param dropout as of {@link LstmClassifier} ({@code dropout})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record PixelLstm(int embeddingSize, int hidden, int layers, float dropout, int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "pixel-lstm";

    private static final int GREY_VALUES = 256;

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1 and a rate outside [0, 1). */
    public PixelLstm {
        Ranges.requirePositive(MODEL_TYPE, LstmClassifier.EMBEDDING, embeddingSize);
        Ranges.requirePositive(MODEL_TYPE, LstmClassifier.HIDDEN, hidden);
        Ranges.requirePositive(MODEL_TYPE, LstmClassifier.LAYERS, layers);
        Ranges.requireRate(MODEL_TYPE, LstmClassifier.DROPOUT, dropout);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * One layer of 128 units over 32 channels: for 10 classes 92,426 parameters. Over the 196
     * pixels that 28 by 28 leave when 2 by 2 are pooled, it takes 33 million floating-point
     * operations an image forwards.
     */
    public static PixelLstm small(int classes) {
        return new PixelLstm(32, 128, 1, 0, classes);
    }

    static PixelLstm of(ConfigEntries entries) {
        return new PixelLstm(
                entries.integer(LstmClassifier.EMBEDDING),
                entries.integer(LstmClassifier.HIDDEN),
                entries.integer(LstmClassifier.LAYERS, 1),
                entries.number(LstmClassifier.DROPOUT, 0),
                entries.classes());
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = ConfigEntries.begin(this);
        map.put(LstmClassifier.EMBEDDING, embeddingSize);
        map.put(LstmClassifier.HIDDEN, hidden);
        map.put(LstmClassifier.LAYERS, layers);
        map.put(LstmClassifier.DROPOUT, dropout);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor ids = features.get(FeatureNames.PIXEL_IDS);
        if (ids.rank() != 2 || ids.dtype() != DType.I32) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The feature '"
                            + FeatureNames.PIXEL_IDS
                            + "' is "
                            + ids.type()
                            + "; accepted is i32[batch,time], a grey value from 0 to 255 for each"
                            + " pixel.");
        }
        return new LstmClassifier(
                        GREY_VALUES,
                        embeddingSize,
                        hidden,
                        layers,
                        false,
                        List.of(Pooling.LAST),
                        dropout,
                        1,
                        classes)
                .unpadded(scope, ids);
    }
}
