package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.SeedHash;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** Permutes the blocks, then the elements of a few blocks at once. */
record ShuffledBlocks<E>(BlockedDataset<E> source, long seed, int blocksAtOnce)
        implements Dataset<E> {
    ShuffledBlocks {
        if (blocksAtOnce < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A shuffle of "
                            + blocksAtOnce
                            + " blocks at once was asked for; accepted are 1 or more.");
        }
    }

    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<E> iterator(Cursor from) {
        return new Shuffling<>(this, from);
    }

    private static final class Shuffling<E> implements DatasetIterator<E> {
        private final BlockedDataset<E> source;
        private final int blocksAtOnce;
        private final long epoch;
        private final long seed;
        private final int[] blocks;
        private final long end;
        private long position;

        /** The places of the current window in the order of the blocks. */
        private int first;

        private int last;

        /** The elements before the window, and those before its end. */
        private long windowStart;

        private long windowEnd;

        /** The elements of the window, once one of them was asked for, and their order. */
        private List<E> elements = List.of();

        private int[] order = {};

        /** The blocks from the first window on that is read; null where there is one window. */
        private @Nullable DatasetIterator<List<E>> ahead;

        /** The place of the block that it delivers next. */
        private int delivered;

        Shuffling(ShuffledBlocks<E> dataset, Cursor from) {
            this.source = dataset.source;
            this.blocksAtOnce = dataset.blocksAtOnce;
            this.epoch = from.epoch();
            this.position = from.position();
            this.seed = SeedHash.fold(dataset.seed, "epoch " + epoch);
            this.blocks = Permutation.of(source.blocks(), SeedHash.fold(seed, "blocks"));
            this.end = source.start(blocks.length);
        }

        private void advance() {
            first = last;
            last = (int) Math.min((long) first + blocksAtOnce, blocks.length);
            windowStart = windowEnd;
            for (int i = first; i < last; i++) {
                windowEnd += source.start(blocks[i] + 1) - source.start(blocks[i]);
            }
            elements = List.of();
        }

        private void load() {
            elements = new ArrayList<>(Math.toIntExact(windowEnd - windowStart));
            if (blocksAtOnce >= blocks.length) {
                for (int block : blocks) {
                    elements.addAll(source.block(block));
                }
            } else {
                if (ahead == null) {
                    ahead = BlockReader.read(source, blocks, first);
                    delivered = first;
                }
                // A window without an element is passed over and not loaded, but it is read.
                for (; delivered < last; delivered++) {
                    elements.addAll(ahead.next());
                }
            }
            order = Permutation.of(elements.size(), SeedHash.fold(seed, "from " + first));
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
            while (position >= windowEnd) {
                advance();
            }
            if (elements.isEmpty()) {
                load();
            }
            return elements.get(order[Math.toIntExact(position++ - windowStart)]);
        }

        @Override
        public Cursor cursor() {
            return new Cursor(epoch, position);
        }

        @Override
        public void close() {
            if (ahead != null) {
                ahead.close();
            }
        }
    }
}
