package io.steelyard.data;

import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The elements of a blocked data set, of which the blocks are read ahead. */
record ReadAheadDataset<E>(BlockedDataset<E> source) implements Dataset<E> {
    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<E> iterator(Cursor from) {
        int[] order = IntStream.range(0, source.blocks()).toArray();
        int first = 0;
        while (first < order.length && source.start(first + 1) <= from.position()) {
            first++;
        }
        return new Reading<>(source, from, first, BlockReader.read(source, order, first));
    }

    private static final class Reading<E> implements DatasetIterator<E> {
        private final DatasetIterator<List<E>> blocks;
        private final long epoch;
        private final long end;
        private long position;
        private List<E> elements = List.of();
        private long start;

        Reading(BlockedDataset<E> source, Cursor from, int first, DatasetIterator<List<E>> blocks) {
            this.blocks = blocks;
            this.epoch = from.epoch();
            this.position = from.position();
            this.end = source.start(source.blocks());
            this.start = source.start(first);
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
                start += elements.size();
                elements = blocks.next();
            }
            return elements.get(Math.toIntExact(position++ - start));
        }

        @Override
        public Cursor cursor() {
            return new Cursor(epoch, position);
        }

        @Override
        public void close() {
            blocks.close();
        }
    }
}
