package io.steelyard.spi;

import java.util.NoSuchElementException;

final class IndexedIterator<E> implements DatasetIterator<E> {
    private final IndexedDataset<E> dataset;
    private final long epoch;
    private long position;

    IndexedIterator(IndexedDataset<E> dataset, Cursor from) {
        this.dataset = dataset;
        this.epoch = from.epoch();
        this.position = from.position();
    }

    @Override
    public boolean hasNext() {
        return position < dataset.count();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("this pass over the data has ended");
        }
        return dataset.get(position++);
    }

    @Override
    public Cursor cursor() {
        return new Cursor(epoch, position);
    }

    @Override
    public void close() {}
}
