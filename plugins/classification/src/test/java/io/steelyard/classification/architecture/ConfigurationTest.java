package io.steelyard.classification.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.Activation;
import io.steelyard.spi.Model;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What configurations and features are refused, and with which sentence. */
final class ConfigurationTest {
    @Test
    void readsThePublishedConfigurationOfAVisionTransformer() {
        // google/vit-base-patch16-224: config.json, the entries that bear on the computation.
        Map<String, Object> published = new HashMap<>();
        published.put("attention_probs_dropout_prob", 0.0);
        published.put("hidden_act", "gelu");
        published.put("hidden_dropout_prob", 0.0);
        published.put("hidden_size", 768);
        published.put("id2label", Map.of("0", "tench", "1", "goldfish"));
        published.put("image_size", 224);
        published.put("initializer_range", 0.02);
        published.put("intermediate_size", 3072);
        published.put("layer_norm_eps", 1e-12);
        published.put("model_type", "vit");
        published.put("num_attention_heads", 12);
        published.put("num_channels", 3);
        published.put("num_hidden_layers", 12);
        published.put("patch_size", 16);
        published.put("qkv_bias", true);
        assertThat(create("vit", published)).isEqualTo(VisionTransformer.base(2));
    }

    @Test
    void saysWhichEntryIsMissingOrOfAnotherType() {
        Map<String, Object> map = new HashMap<>(Cnn.small(28, 28, 1, 10).toMap());
        map.remove("block_channels");
        assertRefused(
                () -> create("cnn", map),
                "config.json has \"block_channels\": null; accepted for a model of type cnn is a"
                        + " list of whole numbers.");
        map.put("block_channels", List.of(16, 2.5));
        assertRefused(
                () -> create("cnn", map),
                "config.json has \"block_channels\": 2.5; accepted for a model of type cnn is a"
                        + " whole number.");
        Map<String, Object> mlp = new HashMap<>(Mlp.small(List.of(), 2).toMap());
        mlp.put("hidden_act", "square");
        assertThatThrownBy(() -> create("mlp", mlp))
                .hasMessageStartingWith(
                        "config.json has \"hidden_act\": square; accepted for a model of type mlp"
                                + " is one of [");
        Map<String, Object> lstm = new HashMap<>(LstmClassifier.small(9, 2).toMap());
        lstm.put("pooling", List.of("mean", "median"));
        assertRefused(
                () -> create("lstm", lstm),
                "config.json has \"pooling\": [mean, median]; accepted for a model of type lstm is"
                        + " a list of [last, mean, max].");
    }

    @Test
    void saysWhatIsOutOfRange() {
        assertRefused(
                () -> Cnn.small(2, 28, 1, 10),
                "A model of type cnn with block_channels [16, 32] was asked for; accepted are at"
                    + " most 1 blocks, as often as ImageSize[height=2, width=28, channels=1] can be"
                    + " halved.");
        assertRefused(
                () -> new ImageSize(28, 0, 1),
                "A model of images with image_size [28, 0] and num_channels 1 was asked for;"
                        + " accepted are 1 or more.");
        assertRefused(
                () -> new Mlp(List.of(), List.of(8), Activation.SOFTMAX, false, 0, 2),
                "A model of type mlp with hidden_act SOFTMAX was asked for; accepted are one of"
                        + " [RELU, RELU6, ELU, SIGMOID, TANH, GELU, GELU_TANH, SILU, MISH].");
        assertRefused(
                () -> EncoderSize.of(64, 2, 5, 0),
                "A model of type transformer with num_attention_heads 5 was asked for; accepted"
                        + " are numbers that divide the hidden_size 64.");
        assertRefused(
                () -> new BagOfWords(9, 4, 12, 0, 2),
                "A model of type bag-of-words with bigram_buckets 12 was asked for; accepted are"
                        + " powers of two, or 0 for no pairs.");
        assertRefused(
                () -> new TextCnn(9, 4, List.of(), 2, 0, 2),
                "A model of type text-cnn with kernel_sizes [] was asked for; accepted are one"
                        + " number or more.");
        assertRefused(
                () -> new LinearModel(0),
                "A model of type linear with num_labels 0 was asked for; accepted are 1 or more.");
    }

    @Test
    void saysWhatFeaturesItReads() {
        assertThatThrownBy(
                        () ->
                                record(
                                        Cnn.small(28, 28, 1, 10),
                                        FeatureNames.PIXEL_VALUES,
                                        TensorType.of(DType.F32, 1, 32, 32, 3)))
                .hasMessageContaining(
                        "The feature 'pixel_values' is f32[1,32,32,3]; the model reads images of"
                            + " height, width and channels [28,28,1], so bring them to this size.");
        assertThatThrownBy(
                        () ->
                                record(
                                        PixelLstm.small(10),
                                        FeatureNames.PIXEL_IDS,
                                        TensorType.of(DType.F32, 1, 784)))
                .hasMessageContaining(
                        "The feature 'pixel_ids' is f32[1,784]; accepted is"
                                + " i32[batch,height,width,channels]");
        assertThatThrownBy(
                        () ->
                                record(
                                        PixelLstm.small(10),
                                        FeatureNames.PIXEL_IDS,
                                        TensorType.of(DType.I32, 1, 1, 784, 1)))
                .hasMessageContaining("with height and width of pool_size 2 or more.");
        assertThatThrownBy(
                        () ->
                                record(
                                        new LinearModel(List.of(3, 4), 2),
                                        FeatureNames.CATEGORIES,
                                        TensorType.of(DType.I32, 1, 3)))
                .hasMessageContaining(
                        "The feature 'categories' is i32[1,3]; accepted are [batch, 2], a column"
                                + " for each of category_sizes.");
    }

    private static void record(Model model, String feature, TensorType type) {
        Recorded.of(model, Map.of(feature, type));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(message);
    }

    private static Model create(String modelType, Map<String, Object> config) {
        return Architectures.factories().stream()
                .filter(each -> each.modelType().equals(modelType))
                .findFirst()
                .orElseThrow()
                .create(config);
    }
}
