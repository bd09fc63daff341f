package io.steelyard.classification.architecture;

import io.steelyard.spi.ArchitectureFactory;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The factories of the architectures of this package. */
public final class Architectures {
    private static final List<ArchitectureFactory> FACTORIES =
            List.of(
                    new Factory(LinearModel.MODEL_TYPE, LinearModel::of),
                    new Factory(Mlp.MODEL_TYPE, Mlp::of),
                    new Factory(Cnn.MODEL_TYPE, Cnn::of),
                    new Factory(ResNet.MODEL_TYPE, ResNet::of),
                    new Factory(VisionTransformer.MODEL_TYPE, VisionTransformer::of),
                    new Factory(LstmClassifier.MODEL_TYPE, LstmClassifier::of),
                    new Factory(PixelLstm.MODEL_TYPE, PixelLstm::of),
                    new Factory(Bert.MODEL_TYPE, Bert::of),
                    new Factory(TextCnn.MODEL_TYPE, TextCnn::of),
                    new Factory(BagOfWords.MODEL_TYPE, BagOfWords::of));

    private Architectures() {}

    /** One for each {@code model_type}. */
    public static List<ArchitectureFactory> factories() {
        return FACTORIES;
    }

    private record Factory(String modelType, Function<ConfigEntries, Architecture> reader)
            implements ArchitectureFactory {
        @Override
        public Architecture create(Map<String, Object> config) {
            return reader.apply(new ConfigEntries(modelType, config));
        }
    }
}
