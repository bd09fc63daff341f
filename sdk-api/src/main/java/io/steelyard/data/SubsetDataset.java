package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.IndexedDataset;

final class SubsetDataset<E> implements IndexedDataset<E> {
    private final IndexedDataset<E> source;
    private final long[] indices;

    private SubsetDataset(IndexedDataset<E> source, long[] indices) {
        this.source = source;
        this.indices = indices;
    }

    static <E> SubsetDataset<E> of(IndexedDataset<E> source, long[] indices) {
        for (long index : indices) {
            if (index < 0 || index >= source.count()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "A subset with the element "
                                + index
                                + " was asked for; the data set has "
                                + source.count()
                                + " elements, counted from 0.");
            }
        }
        return new SubsetDataset<>(source, indices);
    }

    @Override
    public long count() {
        return indices.length;
    }

    @Override
    public E get(long index) {
        return source.get(indices[Math.toIntExact(index)]);
    }
}
