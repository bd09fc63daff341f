package io.steelyard.classification;

import static io.steelyard.classification.RecipeChecks.require;

import io.steelyard.data.image.Augmentations;

import java.util.List;

/**
 * What is done to images before a model sees them.
 *
 * @param normalize {@code "standard"} (each channel with mean 0 and standard deviation 1 over the
 *     training images), {@code "unit"} ([0, 1]) or {@code "symmetric"} ([-1, 1])
 * @param augment changes that are drawn anew in each epoch for training images, in the short form
 *     of {@link Augmentations}: {@code ["horizontal-flip", "rotation:10", "mixup:0.2"]}
 */
public record ImagePreparation(String normalize, List<String> augment) {
    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public ImagePreparation {
        augment = List.copyOf(augment);
        require(
                List.of("standard", "unit", "symmetric").contains(normalize),
                "images.normalize",
                normalize,
                "standard, unit or symmetric");
        Augmentations.parse(String.join(",", augment));
    }

    /** The changes. */
    Augmentations augmentations() {
        return Augmentations.parse(String.join(",", augment));
    }
}
