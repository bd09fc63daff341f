package io.steelyard.data;

import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.IndexedDataset;

import java.util.List;

/** Reads blocks in an order that is given, some of them ahead on threads. */
final class BlockReader {
    /** Four blocks for each thread are in memory, so that these are few. */
    private static final int MOST_THREADS = 4;

    private BlockReader() {}

    /** The numbers of blocks, in the order in which they are read. */
    private record Order(int[] blocks) implements IndexedDataset<Integer> {
        @Override
        public long count() {
            return blocks.length;
        }

        @Override
        public Integer get(long index) {
            return blocks[Math.toIntExact(index)];
        }
    }

    /**
     * The elements of each block.
     *
     * @param order the numbers of the blocks
     * @param from the place in this order that is read first
     */
    static <E> DatasetIterator<List<E>> read(BlockedDataset<E> source, int[] order, int from) {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        return Datasets.<Integer, List<E>>parallelMap(new Order(order), threads, source::block)
                .iterator(new Cursor(0, from));
    }
}
