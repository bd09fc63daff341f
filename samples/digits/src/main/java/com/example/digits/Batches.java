package com.example.digits;

import io.steelyard.data.image.Image;
import io.steelyard.data.image.LabeledImage;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import java.util.List;

/** What both models read. */
final class Batches {
    private Batches() {}

    /** Pixels from 0 to 255, {@code image} F32 {@code [batch, height, width, 1]}, and labels. */
    static Batch of(List<LabeledImage> digits) {
        Image first = digits.getFirst().image();
        float[] pixels = new float[digits.size() * first.pixels().length];
        int next = 0;
        for (LabeledImage digit : digits) {
            for (byte pixel : digit.image().pixels()) {
                pixels[next++] = pixel & 0xff;
            }
        }
        int[] labels = digits.stream().mapToInt(LabeledImage::label).toArray();
        return Batch.of(
                "image",
                NdArray.of(pixels, labels.length, first.height(), first.width(), 1),
                Targets.LABELS,
                NdArray.of(labels, labels.length));
    }
}
