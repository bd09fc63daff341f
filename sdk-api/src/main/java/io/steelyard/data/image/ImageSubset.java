package io.steelyard.data.image;

import io.steelyard.data.Datasets;
import io.steelyard.spi.IndexedDataset;

import java.util.List;

final class ImageSubset implements ImageCollection {
    private final ImageCollection source;
    private final int[] indices;
    private final IndexedDataset<LabeledImage> images;

    ImageSubset(ImageCollection source, int[] indices) {
        this.source = source;
        this.indices = indices.clone();
        this.images = Datasets.subset(source, indices);
    }

    @Override
    public long count() {
        return images.count();
    }

    @Override
    public LabeledImage get(long index) {
        return images.get(index);
    }

    @Override
    public int label(long index) {
        return source.label(indices[Math.toIntExact(index)]);
    }

    @Override
    public List<String> classes() {
        return source.classes();
    }

    @Override
    public int height() {
        return source.height();
    }

    @Override
    public int width() {
        return source.width();
    }

    @Override
    public int channels() {
        return source.channels();
    }
}
