/**
 * Classification of images, texts and tables, and regression: from data to a model that predicts.
 * Read {@link io.steelyard.classification.Classification}, {@link
 * io.steelyard.classification.ClassificationRecipe} and {@link
 * io.steelyard.classification.ClassificationModel} first.
 */
@NullMarked
package io.steelyard.classification;

import org.jspecify.annotations.NullMarked;
