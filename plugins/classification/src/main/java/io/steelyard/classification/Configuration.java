package io.steelyard.classification;

import io.steelyard.classification.architecture.Architecture;
import io.steelyard.classification.architecture.BagOfWords;
import io.steelyard.classification.architecture.Bert;
import io.steelyard.classification.architecture.Cnn;
import io.steelyard.classification.architecture.LinearModel;
import io.steelyard.classification.architecture.LstmClassifier;
import io.steelyard.classification.architecture.Mlp;
import io.steelyard.classification.architecture.PixelLstm;
import io.steelyard.classification.architecture.ResNet;
import io.steelyard.classification.architecture.TextCnn;
import io.steelyard.classification.architecture.VisionTransformer;
import io.steelyard.spi.Model;
import io.steelyard.spi.TaskContext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entries of a {@code config.json}: what a recipe says, over what the data asks for. */
final class Configuration {
    private static final int RESNET_BLOCKS = 1;

    private Configuration() {}

    /** The entries of the model of a recipe on prepared data. */
    static Map<String, Object> of(
            ClassificationRecipe recipe, PreparedData prepared, TaskContext context) {
        Sizes sizes = prepared.preprocessing().sizes();
        int outputs = prepared.head().outputs();
        String type = String.valueOf(recipe.model().get(ClassificationRecipe.MODEL_TYPE));
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("num_labels", outputs);
        entries.putAll(sizes.toMap());
        entries.putAll(usual(type, sizes, outputs));
        entries.putAll(recipe.model());
        // With what the recipe leaves to the architecture.
        if (model(context, entries) instanceof Architecture architecture) {
            return architecture.toMap();
        }
        return entries;
    }

    /** The model of the entries of a {@code config.json}. */
    static Model model(TaskContext context, Map<String, Object> entries) {
        String type = String.valueOf(entries.get(ClassificationRecipe.MODEL_TYPE));
        return context.architecture(type).create(entries);
    }

    /** Of the small model of its kind; none for an architecture that another plugin brings. */
    private static Map<String, Object> usual(String type, Sizes sizes, int outputs) {
        return switch (sizes) {
            case Sizes.OfImages(int height, int width, int channels) ->
                    switch (type) {
                        case Cnn.MODEL_TYPE -> Cnn.small(height, width, channels, outputs).toMap();
                        case ResNet.MODEL_TYPE ->
                                ResNet.cifar(height, width, channels, RESNET_BLOCKS, outputs)
                                        .toMap();
                        case VisionTransformer.MODEL_TYPE ->
                                VisionTransformer.small(height, width, channels, outputs).toMap();
                        case PixelLstm.MODEL_TYPE -> PixelLstm.small(outputs).toMap();
                        default -> rows(type, List.of(), outputs);
                    };
            case Sizes.OfTexts(int vocabulary, int positions) ->
                    switch (type) {
                        case LstmClassifier.MODEL_TYPE ->
                                LstmClassifier.small(vocabulary, outputs).toMap();
                        case Bert.MODEL_TYPE -> Bert.small(vocabulary, positions, outputs).toMap();
                        case TextCnn.MODEL_TYPE -> TextCnn.small(vocabulary, outputs).toMap();
                        case BagOfWords.MODEL_TYPE -> BagOfWords.small(vocabulary, outputs).toMap();
                        default -> Map.of();
                    };
            case Sizes.OfRows(int _, List<Integer> categories) -> rows(type, categories, outputs);
        };
    }

    private static Map<String, Object> rows(String type, List<Integer> categories, int outputs) {
        return switch (type) {
            case Mlp.MODEL_TYPE -> Mlp.small(categories, outputs).toMap();
            case LinearModel.MODEL_TYPE -> new LinearModel(categories, outputs).toMap();
            default -> Map.of();
        };
    }
}
