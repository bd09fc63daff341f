package io.steelyard.data;

import io.steelyard.spi.BlockedDataset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

final class FilteredBlocks<E> implements BlockedDataset<E> {
    private final BlockedDataset<E> source;
    private final LongPredicate row;
    private final long[] starts;

    private FilteredBlocks(BlockedDataset<E> source, LongPredicate row, long[] starts) {
        this.source = source;
        this.row = row;
        this.starts = starts;
    }

    static <E> FilteredBlocks<E> of(BlockedDataset<E> source, LongPredicate row) {
        long[] starts = new long[source.blocks() + 1];
        long accepted = 0;
        for (int block = 0; block < source.blocks(); block++) {
            starts[block] = accepted;
            for (long i = source.start(block); i < source.start(block + 1); i++) {
                accepted += row.test(i) ? 1 : 0;
            }
        }
        starts[source.blocks()] = accepted;
        return new FilteredBlocks<>(source, row, starts);
    }

    @Override
    public int blocks() {
        return source.blocks();
    }

    @Override
    public long start(int block) {
        return starts[block];
    }

    @Override
    public List<E> block(int block) {
        if (starts[block] == starts[block + 1]) {
            return List.of();
        }
        List<E> all = source.block(block);
        List<E> accepted = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (row.test(source.start(block) + i)) {
                accepted.add(all.get(i));
            }
        }
        return accepted;
    }
}
