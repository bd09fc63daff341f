package io.steelyard.classification;

import io.steelyard.classification.architecture.FeatureNames;
import io.steelyard.data.OneHot;
import io.steelyard.data.image.Augmentations;
import io.steelyard.data.image.ImageBatch;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Augments each image of a batch, and mixes the batch where that is asked for. */
record ImageChange(Augmentations augmentations, ImagePreprocessing preprocessing, Head head)
        implements BatchChange {
    @Override
    public Batch apply(List<LabeledExample> examples, RandomGenerator random) {
        List<Example> changed = new ArrayList<>(examples.size());
        for (LabeledExample each : examples) {
            changed.add(
                    each.example() instanceof Example.Picture(var image, String origin)
                            ? new Example.Picture(augmentations.apply(image, random), origin)
                            : each.example()); // refused when its features are asked for
        }
        if (augmentations.batches().isEmpty()) {
            return new Batch(
                    preprocessing.features(changed),
                    head.targets(examples.stream().map(LabeledExample::target).toList()));
        }
        int classes = head.outputs();
        int[] labels = examples.stream().mapToInt(example -> (int) example.target()[0]).toArray();
        ImageBatch mixed =
                augmentations.apply(
                        new ImageBatch(
                                changed.size(),
                                preprocessing.height(),
                                preprocessing.width(),
                                preprocessing.channels(),
                                preprocessing.pixels(changed),
                                classes,
                                OneHot.of(labels, classes)),
                        random);
        return new Batch(
                Map.of(FeatureNames.PIXEL_VALUES, preprocessing.array(mixed.pixels())),
                Map.of(Targets.LABELS, NdArray.of(mixed.labels(), mixed.size(), classes)));
    }
}
