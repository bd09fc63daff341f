package io.steelyard.classification.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Scope;
import io.steelyard.nn.AveragePool;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.DType;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * An image read as a sequence of pixels, row by row (Le, Jaitly and Hinton 2015, section 4.2), each
 * grey value a token: {@link LstmClassifier} over 256 of them, with a linear layer on the last
 * state. Reads {@code pixel_ids} I32 {@code [batch, height, width, channels]}, values from 0 to
 * 255; parameters have the names that they have there.
 *
 * @param embeddingSize channels of a grey value ({@code embedding_size})
 * @param hidden size of the states ({@code hidden_size})
 * @param layers of the LSTM ({@code num_hidden_layers})
 * @param dropout as of {@link LstmClassifier} ({@code dropout})
 * @param pool side of the squares of pixels whose mean, rounded down, is one token; 1 for the
 *     pixels themselves ({@code pool_size})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record PixelLstm(
        int embeddingSize, int hidden, int layers, float dropout, int pool, int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "pixel-lstm";

    private static final int GREY_VALUES = 256;
    private static final String POOL = "pool_size";

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1 and a rate outside [0, 1). */
    public PixelLstm {
        Ranges.requirePositive(MODEL_TYPE, LstmClassifier.EMBEDDING, embeddingSize);
        Ranges.requirePositive(MODEL_TYPE, LstmClassifier.HIDDEN, hidden);
        Ranges.requirePositive(MODEL_TYPE, LstmClassifier.LAYERS, layers);
        Ranges.requireRate(MODEL_TYPE, LstmClassifier.DROPOUT, dropout);
        Ranges.requirePositive(MODEL_TYPE, POOL, pool);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * One layer of 128 units over 32 channels, squares of 2 by 2 pixels: for 10 classes 92,426
     * parameters. Images of 28 by 28 are 196 tokens, and take 33 million floating-point operations
     * each forwards.
     */
    public static PixelLstm small(int classes) {
        return new PixelLstm(32, 128, 1, 0, 2, classes);
    }

    static PixelLstm of(ConfigEntries entries) {
        return new PixelLstm(
                entries.integer(LstmClassifier.EMBEDDING),
                entries.integer(LstmClassifier.HIDDEN),
                entries.integer(LstmClassifier.LAYERS, 1),
                entries.number(LstmClassifier.DROPOUT, 0),
                entries.integer(POOL, 1),
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
        map.put(POOL, pool);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor ids = features.get(FeatureNames.PIXEL_IDS);
        if (ids.rank() != 4
                || ids.dtype() != DType.I32
                || Math.min(ids.size(1), ids.size(2)) < pool) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "The feature '"
                            + FeatureNames.PIXEL_IDS
                            + "' is "
                            + ids.type()
                            + "; accepted is i32[batch,height,width,channels], a grey value from 0"
                            + " to 255 for each pixel, with height and width of pool_size "
                            + pool
                            + " or more.");
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
                .unpadded(scope, pooled(scope, ids).reshape(ids.size(0), -1));
    }

    /** I32 {@code [batch, height / pool, width / pool, channels]}. */
    private Tensor pooled(Scope scope, Tensor ids) {
        if (pool == 1) {
            return ids;
        }
        Tensor means = AveragePool.of(pool, pool).forward(scope, ids.convert(DType.F32));
        // Half of what means differ by at least, lest one that is whole is rounded to below it.
        return means.add(0.5 / pool / pool).convert(DType.I32);
    }
}
