package io.steelyard.spi;

import java.util.List;
import java.util.OptionalLong;

/**
 * A finite data set whose elements are read in blocks, in any order of the blocks: a file that is
 * larger than memory and that an index leads into. The elements are those of block 0, then those of
 * block 1, and so on.
 */
public interface BlockedDataset<E> extends Dataset<E> {
    /** The number of blocks. */
    int blocks();

    /**
     * The number of elements in the blocks before this one; for {@code blocks()} that of all.
     * Throws {@link IndexOutOfBoundsException} outside [0, blocks].
     */
    long start(int block);

    /** Reads the elements of a block in [0, blocks); safe for use from several threads. */
    List<E> block(int block);

    @Override
    default OptionalLong size() {
        return OptionalLong.of(start(blocks()));
    }

    @Override
    default DatasetIterator<E> iterator(Cursor from) {
        return new BlockedIterator<>(this, from);
    }
}
