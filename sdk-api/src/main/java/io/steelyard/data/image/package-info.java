/**
 * Images: files read into pixels, normalization and augmentation. Read {@link
 * io.steelyard.data.image.ImageCollection}, {@link io.steelyard.data.image.ImageParts} and {@link
 * io.steelyard.data.image.PixelNormalization} first.
 */
@NullMarked
package io.steelyard.data.image;

import org.jspecify.annotations.NullMarked;
