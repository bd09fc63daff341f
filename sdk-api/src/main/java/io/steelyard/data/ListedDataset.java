package io.steelyard.data;

import io.steelyard.spi.IndexedDataset;

import java.util.List;

record ListedDataset<E>(List<E> elements) implements IndexedDataset<E> {
    @Override
    public long count() {
        return elements.size();
    }

    @Override
    public E get(long index) {
        return elements.get(Math.toIntExact(index));
    }
}
