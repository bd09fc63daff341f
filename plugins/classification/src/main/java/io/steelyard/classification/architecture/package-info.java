/**
 * Models that classify. Read {@link io.steelyard.classification.architecture.Architecture}, {@link
 * io.steelyard.classification.architecture.Architectures} and {@link
 * io.steelyard.classification.architecture.Cnn} first.
 */
@NullMarked
package io.steelyard.classification.architecture;

import org.jspecify.annotations.NullMarked;
