package io.steelyard.classification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Variable;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;

/** Names, shapes and numbers of parameters against those of published models; recorded only. */
final class ParameterNamesTest {
    private static final EncoderSize SMALL = EncoderSize.of(4, 1, 2, 0);

    @Test
    void bertHasTheNamesOfHuggingFace() {
        // BertForSequenceClassification(vocab_size=7, hidden_size=4, num_hidden_layers=1,
        // num_attention_heads=2, intermediate_size=16, max_position_embeddings=5, num_labels=3).
        Map<String, String> expected = new TreeMap<>();
        expected.put("bert.embeddings.word_embeddings.weight", "f32[7,4]");
        expected.put("bert.embeddings.position_embeddings.weight", "f32[5,4]");
        expected.put("bert.embeddings.token_type_embeddings.weight", "f32[2,4]");
        putPair(expected, "bert.embeddings.LayerNorm", "f32[4]", "f32[4]");
        for (String part : new String[] {"query", "key", "value"}) {
            putPair(expected, "bert.encoder.layer.0.attention.self." + part, "f32[4,4]", "f32[4]");
        }
        String layer = "bert.encoder.layer.0.";
        putPair(expected, layer + "attention.output.dense", "f32[4,4]", "f32[4]");
        putPair(expected, layer + "attention.output.LayerNorm", "f32[4]", "f32[4]");
        putPair(expected, layer + "intermediate.dense", "f32[16,4]", "f32[16]");
        putPair(expected, layer + "output.dense", "f32[4,16]", "f32[4]");
        putPair(expected, layer + "output.LayerNorm", "f32[4]", "f32[4]");
        putPair(expected, "bert.pooler.dense", "f32[4,4]", "f32[4]");
        putPair(expected, "classifier", "f32[3,4]", "f32[3]");
        assertThat(Recorded.of(new Bert(7, 5, SMALL, 3), texts(5)).parameters())
                .isEqualTo(expected);
    }

    @Test
    void vitHasTheNamesOfHuggingFace() {
        // ViTForImageClassification(hidden_size=4, num_hidden_layers=1, num_attention_heads=2,
        // intermediate_size=16, image_size=4, patch_size=2, num_channels=3, num_labels=5).
        Map<String, String> expected = new TreeMap<>();
        expected.put("vit.embeddings.cls_token", "f32[1,1,4]");
        expected.put("vit.embeddings.position_embeddings", "f32[1,5,4]");
        putPair(expected, "vit.embeddings.patch_embeddings.projection", "f32[4,3,2,2]", "f32[4]");
        String layer = "vit.encoder.layer.0.";
        for (String part : new String[] {"query", "key", "value"}) {
            putPair(expected, layer + "attention.attention." + part, "f32[4,4]", "f32[4]");
        }
        putPair(expected, layer + "attention.output.dense", "f32[4,4]", "f32[4]");
        putPair(expected, layer + "intermediate.dense", "f32[16,4]", "f32[16]");
        putPair(expected, layer + "output.dense", "f32[4,16]", "f32[4]");
        putPair(expected, layer + "layernorm_before", "f32[4]", "f32[4]");
        putPair(expected, layer + "layernorm_after", "f32[4]", "f32[4]");
        putPair(expected, "vit.layernorm", "f32[4]", "f32[4]");
        putPair(expected, "classifier", "f32[5,4]", "f32[5]");
        VisionTransformer vit = new VisionTransformer(new ImageSize(4, 4, 3), 2, SMALL, 5);
        assertThat(Recorded.of(vit, images(4, 4, 3)).parameters()).isEqualTo(expected);
    }

    @Test
    void resNetHasTheNamesOfTorchvision() {
        ResNet network = ResNet.cifar(8, 8, 3, 1, 10);
        Recorded recorded = Recorded.of(network, images(8, 8, 3));
        assertThat(recorded.parameters())
                .containsEntry("conv1.weight", "f32[3,3,3,16]")
                .containsEntry("bn1.bias", "f32[16]")
                .containsEntry("layer2.0.conv1.weight", "f32[3,3,16,32]")
                .containsEntry("layer3.0.bn2.weight", "f32[64]")
                .containsEntry("fc.weight", "f32[10,64]")
                .doesNotContainKey("conv1.bias");
        assertThat(recorded.variables().stream().map(Variable::path))
                .contains("layer3.0.bn2.running_mean", "layer3.0.bn2.running_var");
    }

    @Test
    void lstmHasTheNamesOfPyTorch() {
        LstmClassifier model = LstmClassifier.small(10, 2);
        assertThat(Recorded.of(model, texts(5)).parameters())
                .containsEntry("embedding.weight", "f32[10,64]")
                .containsEntry("lstm.weight_ih_l0", "f32[256,64]")
                .containsEntry("lstm.weight_hh_l0_reverse", "f32[256,64]")
                .containsEntry("lstm.bias_ih_l0", "f32[256]")
                .containsEntry("classifier.weight", "f32[2,256]");
    }

    @Test
    void publishedModelsHaveTheirNumberOfParameters() {
        // Devlin et al. 2019: "110M"; the checkpoint bert-base-uncased has 109,482,240.
        assertThat(Recorded.of(Bert.base(30522, 2), texts(8)).count())
                .isEqualTo(109_482_240 + 2 * 768 + 2);
        // Dosovitskiy et al. 2021: "86M"; torchvision's vit_b_16 has 86,567,656 with 1000 classes.
        assertThat(Recorded.of(VisionTransformer.base(1000), images(224, 224, 3)).count())
                .isEqualTo(86_567_656);
        // He et al. 2016, table 6: 0.27M, 0.46M, 0.66M, 0.85M and 1.7M.
        assertThat(Recorded.of(ResNet.cifar(32, 32, 3, 3, 10), images(32, 32, 3)).count())
                .isEqualTo(269_722);
        assertThat(Recorded.of(ResNet.cifar(32, 32, 3, 18, 10), images(32, 32, 3)).count())
                .isBetween(1_650_000L, 1_749_999L);
    }

    @Test
    void smallModelsHaveTheParametersAndArithmeticThatTheyState() {
        assertSmall(Cnn.small(28, 28, 1, 10), images(28, 28, 1), 218_586, 9.7);
        assertSmall(ResNet.cifar(32, 32, 3, 3, 10), images(32, 32, 3), 269_722, 82);
        assertSmall(VisionTransformer.small(28, 28, 1, 10), images(28, 28, 1), 205_066, 23);
        assertSmall(
                PixelLstm.small(10),
                Map.of(FeatureNames.PIXEL_IDS, TensorType.of(DType.I32, 1, 28, 28, 1)),
                92_426,
                33);
        assertThat(Recorded.of(LstmClassifier.small(10_000, 2), texts(8)).count())
                .isEqualTo(707_074);
        assertThat(Recorded.of(TextCnn.small(10_000, 2), texts(8)).count()).isEqualTo(689_730);
        assertThat(Recorded.of(BagOfWords.small(10_000, 2), texts(8)).count()).isEqualTo(844_354);
        assertThat(Recorded.of(Bert.small(10_000, 128, 2), texts(8)).count()).isEqualTo(752_706);
    }

    /** Operations in millions, to two digits; what is elementwise adds a little. */
    private static void assertSmall(
            Architecture model,
            Map<String, TensorType> features,
            long parameters,
            double millions) {
        Recorded recorded = Recorded.of(model, features);
        assertThat(recorded.count()).as("%s", model).isEqualTo(parameters);
        assertThat(recorded.cost().floatingPointOperations() / 1e6)
                .as("%s", model)
                .isBetween(0.95 * millions, 1.05 * millions);
    }

    private static void putPair(
            Map<String, String> expected, String path, String weight, String bias) {
        expected.put(path + ".weight", weight);
        expected.put(path + ".bias", bias);
    }

    private static Map<String, TensorType> images(int height, int width, int channels) {
        return Map.of(
                FeatureNames.PIXEL_VALUES, TensorType.of(DType.F32, 1, height, width, channels));
    }

    private static Map<String, TensorType> texts(int time) {
        TensorType type = TensorType.of(DType.I32, 1, time);
        return Map.of(FeatureNames.INPUT_IDS, type, FeatureNames.ATTENTION_MASK, type);
    }
}
