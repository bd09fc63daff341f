package io.steelyard.spi;

/** The numbers from 0 on. */
public record Numbers(long count) implements IndexedDataset<Long> {
    @Override
    public Long get(long index) {
        return index;
    }
}
