package io.steelyard.classification;

import static io.steelyard.classification.RecipeChecks.require;

import java.util.List;

/**
 * What is done to images before a model sees them.
 *
 * @param normalize {@code "standard"} (each channel with mean 0 and standard deviation 1 over the
 *     training images), {@code "unit"} ([0, 1]) or {@code "symmetric"} ([-1, 1])
 * @param augment changes drawn anew in each epoch, such as {@code "horizontal-flip"} or {@code
 *     "rotation:10"}; only training images are changed
 * @param mixup the alpha of mixup (Zhang et al. 2018); 0 for none
 * @param cutmix the alpha of CutMix (Yun et al. 2019); 0 for none
 */
public record ImagePreparation(
        String normalize, List<String> augment, double mixup, double cutmix) {
    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public ImagePreparation {
        augment = List.copyOf(augment);
        require(
                List.of("standard", "unit", "symmetric").contains(normalize),
                "images.normalize",
                normalize,
                "standard, unit or symmetric");
        require(mixup >= 0, "images.mixup", mixup, "0 or more");
        require(cutmix >= 0, "images.cutmix", cutmix, "0 or more");
        require(
                mixup == 0 || cutmix == 0,
                "images.cutmix",
                cutmix,
                "0 where mixup is above 0, since a batch is mixed in one way");
    }
}
