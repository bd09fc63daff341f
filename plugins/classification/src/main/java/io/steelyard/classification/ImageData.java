package io.steelyard.classification;

import io.steelyard.classification.architecture.PixelLstm;
import io.steelyard.data.Datasets;
import io.steelyard.data.Split;
import io.steelyard.data.image.Augmentations;
import io.steelyard.data.image.IdxImages;
import io.steelyard.data.image.ImageCollection;
import io.steelyard.data.image.ImageParts;
import io.steelyard.data.image.LabeledImage;
import io.steelyard.data.image.PixelNormalization;
import io.steelyard.data.table.DataReport;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.TaskContext;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Images with a class each.
 *
 * @param inFiles whether pictures are decoded when they are asked for, which threads do
 */
record ImageData(String name, ImageParts parts, boolean inFiles) implements DataSource {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    static ImageData open(Path directory) {
        ImageParts parts = ImageParts.open(directory);
        boolean inFiles = !(parts.training() instanceof IdxImages);
        return new ImageData(directory.toString(), parts, inFiles);
    }

    @Override
    public ClassificationRecipe recipe() {
        return ClassificationRecipe.forImages();
    }

    @Override
    public ClassificationData holdingOut(double fraction) {
        HeldOut.require(name, fraction, parts.test().isPresent());
        ImageCollection all = parts.training();
        Split split = HeldOut.stratified(all.labels(), fraction);
        return new ImageData(
                name,
                new ImageParts(
                        all.subset(split.training()),
                        parts.validation(),
                        Optional.of(all.subset(split.heldOut()))),
                inFiles);
    }

    @Override
    public PreparedData prepare(ClassificationRecipe recipe, TaskContext context) {
        ImageCollection training = parts.training();
        ImageCollection validation;
        if (parts.validation().isPresent()) {
            validation = parts.validation().get();
        } else {
            Split split =
                    Split.stratified(training.labels(), recipe.validationFraction(), recipe.seed());
            validation = training.subset(split.heldOut());
            training = training.subset(split.training());
        }
        Parts.requireBoth(name, "images", training.count(), validation.count());
        requireTwoClasses(training);
        DataDigest digest = new DataDigest();
        ImagePreparation preparation = recipe.images();
        PixelNormalization normalization =
                fit(preparation.normalize(), training, inOrder(training).map(digest::add));
        // A picture that is broken is named now rather than after the first epoch.
        try (DatasetIterator<LabeledImage> images = inOrder(validation).iterator(Cursor.START)) {
            images.forEachRemaining(digest::add);
        }
        ImagePreprocessing preprocessing =
                new ImagePreprocessing(
                        training.height(),
                        training.width(),
                        training.channels(),
                        normalization,
                        recipe.model()
                                .get(ClassificationRecipe.MODEL_TYPE)
                                .equals(PixelLstm.MODEL_TYPE));
        Augmentations augmentations = preparation.augmentations();
        if (preprocessing.asSequence() && !augmentations.batches().isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The recipe mixes images ("
                            + augmentations
                            + ") for a model that reads them as sequences of gray values, which"
                            + " mixed ones have not; accepted there are changes of single images.");
        }
        TargetEncoder target = new TargetEncoder.Classes("class", training.classes());
        return new PreparedData(
                target,
                preprocessing,
                Optional.empty(),
                augmentations.equals(Augmentations.NONE)
                        ? Optional.empty()
                        : Optional.of(
                                new ImageChange(augmentations, preprocessing, Head.of(target))),
                shuffled(training, recipe.seed()).map(ImageData::labeled),
                training.count(),
                inOrder(validation).map(ImageData::labeled),
                counts(training),
                digest.hexadecimal(),
                description(),
                report(training));
    }

    private Dataset<LabeledImage> inOrder(ImageCollection images) {
        return inFiles ? Datasets.readAhead(images, THREADS) : images;
    }

    private Dataset<LabeledImage> shuffled(ImageCollection images, long seed) {
        return inFiles ? Datasets.shuffleAhead(images, seed, THREADS) : images.shuffle(seed);
    }

    private void requireTwoClasses(ImageCollection training) {
        List<String> there = new ArrayList<>();
        long[] counts = counts(training);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                there.add(training.classes().get(i));
            }
        }
        if (there.size() < 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    name
                            + ": all images have the class '"
                            + there.getFirst()
                            + "', and a classifier needs two. Add images of another class.");
        }
    }

    private DataReport report(ImageCollection training) {
        Map<String, Long> classes = new LinkedHashMap<>();
        long[] counts = counts(training);
        for (int i = 0; i < counts.length; i++) {
            classes.put(training.classes().get(i), counts[i]);
        }
        return DataReport.ofClasses(name, classes);
    }

    /** Reads the images once, whatever the mode, so that their digest is taken. */
    private static PixelNormalization fit(
            String mode, ImageCollection training, Dataset<LabeledImage> images) {
        PixelNormalization standard = PixelNormalization.fit(images);
        return switch (mode) {
            case "unit" -> PixelNormalization.unit(training.channels());
            case "symmetric" -> PixelNormalization.symmetric(training.channels());
            default -> standard;
        };
    }

    private static long[] counts(ImageCollection images) {
        long[] counts = new long[images.classes().size()];
        for (int label : images.labels()) {
            counts[label]++;
        }
        return counts;
    }

    private String description() {
        ImageCollection training = parts.training();
        return String.format(
                Locale.ROOT,
                "%s: %,d images of %dx%dx%d in %d classes%s",
                name,
                training.count(),
                training.height(),
                training.width(),
                training.channels(),
                training.classes().size(),
                parts.test()
                        .map(test -> String.format(Locale.ROOT, ", %,d to test on", test.count()))
                        .orElse(""));
    }

    private static LabeledExample labeled(LabeledImage image) {
        return new LabeledExample(
                new Example.Picture(image.image(), image.origin()), new float[] {image.label()});
    }

    @Override
    public Dataset<LabeledExample> examples(TargetEncoder target) {
        List<String> known = Head.of(target).names();
        ImageCollection images = parts.test().orElse(parts.training());
        List<Integer> numbers = new ArrayList<>();
        for (String label : images.classes()) {
            numbers.add(known.indexOf(label));
        }
        return inOrder(images)
                .map(
                        image -> {
                            int number = numbers.get(image.label());
                            if (number < 0) {
                                throw new SteelyardException(
                                        ErrorCode.INVALID_DATA,
                                        image.origin()
                                                + " is of the class '"
                                                + images.classes().get(image.label())
                                                + "'; the model knows "
                                                + known
                                                + ". Leave the class out, or train with it.");
                            }
                            return labeled(new LabeledImage(image.image(), number, image.origin()));
                        });
    }
}
