package io.steelyard.spi;

import java.util.List;
import java.util.NoSuchElementException;

/** Keeps one block in memory. */
final class BlockedIterator<E> implements DatasetIterator<E> {
    private final BlockedDataset<E> dataset;
    private final long epoch;
    private final long end;
    private long position;
    private int block;
    private List<E> elements = List.of();
    private long start;

    BlockedIterator(BlockedDataset<E> dataset, Cursor from) {
        this.dataset = dataset;
        this.epoch = from.epoch();
        this.position = from.position();
        this.end = dataset.start(dataset.blocks());
        this.block = containing(position);
        this.start = position;
        if (position < end) {
            load();
        }
    }

    private int containing(long position) {
        int low = 0;
        int high = dataset.blocks();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (dataset.start(middle) <= position) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void load() {
        elements = dataset.block(block);
        start = dataset.start(block);
    }

    @Override
    public boolean hasNext() {
        return position < end;
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("this pass over the data has ended");
        }
        while (position - start >= elements.size()) {
            block++;
            load();
        }
        return elements.get(Math.toIntExact(position++ - start));
    }

    @Override
    public Cursor cursor() {
        return new Cursor(epoch, position);
    }

    @Override
    public void close() {}
}
