/**
 * Text generation: language models that are trained on a text and complete others. Read {@link
 * io.steelyard.text.TextGeneration}, {@link io.steelyard.text.TextGenerationModel} and {@link
 * io.steelyard.text.TextCorpus} first.
 */
@NullMarked
package io.steelyard.text;

import org.jspecify.annotations.NullMarked;
