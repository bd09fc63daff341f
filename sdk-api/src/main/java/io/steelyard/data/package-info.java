/**
 * From a data set to batches: what turns, mixes, splits and groups the elements of a {@link
 * io.steelyard.spi.Dataset}, each so that a training resumes with the same bits. Read {@link
 * io.steelyard.data.Datasets}, {@link io.steelyard.data.Split} and {@link
 * io.steelyard.data.LengthBuckets} first.
 */
@NullMarked
package io.steelyard.data;

import org.jspecify.annotations.NullMarked;
