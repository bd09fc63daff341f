/**
 * How good predictions are: metrics, whose sums are computed on the device while a model is
 * trained, and exact figures from the predictions of all examples. Read {@link
 * io.steelyard.metric.Accuracy}, {@link io.steelyard.metric.ClassificationFigures} and {@link
 * io.steelyard.metric.TemperatureScaling} first.
 */
@NullMarked
package io.steelyard.metric;

import org.jspecify.annotations.NullMarked;
