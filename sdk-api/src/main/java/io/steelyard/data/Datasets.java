package io.steelyard.data;

import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.IndexedDataset;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * What turns one data set into another, beside the methods of {@link Dataset} itself. A cursor of
 * each result is a place in its source, so that all of them resume from any cursor, and none of
 * them changes its elements with the number of threads.
 */
public final class Datasets {
    private Datasets() {}

    /** These elements, in their order: what is in memory already, or the one batch there is. */
    public static <E> IndexedDataset<E> of(List<? extends E> elements) {
        return new ListedDataset<>(List.copyOf(elements));
    }

    /**
     * Each element as a function gives it, computed on so many threads; the order is kept. At most
     * four elements for each thread are read ahead of the one that is delivered. A failure is
     * thrown where its element would have been delivered. Closing an iterator waits for the
     * elements that are being computed and ends the threads; one that is neither closed nor read to
     * its end keeps them. Throws {@code INVALID_ARGUMENT} for less than one thread.
     *
     * @param function safe for use from several threads
     */
    public static <E, R> Dataset<R> parallelMap(
            Dataset<E> dataset, int threads, Function<? super E, ? extends R> function) {
        return new ParallelDataset<>(dataset, threads, function);
    }

    /**
     * Each element as a function gives it that draws random numbers. The generator of an element
     * follows from the seed, the epoch and the place of the element in the source alone.
     */
    public static <E, R> Dataset<R> seededMap(
            Dataset<E> dataset, long seed, SeededFunction<? super E, ? extends R> function) {
        return new SeededDataset<>(dataset, seed).map(each -> each.apply(function));
    }

    /** As {@link #seededMap(Dataset, long, SeededFunction)}, on so many threads. */
    public static <E, R> Dataset<R> seededMap(
            Dataset<E> dataset,
            long seed,
            int threads,
            SeededFunction<? super E, ? extends R> function) {
        return parallelMap(
                new SeededDataset<>(dataset, seed), threads, each -> each.apply(function));
    }

    /**
     * The elements at these indices, in their order. Throws {@code INVALID_ARGUMENT} for an index
     * outside [0, count).
     */
    public static <E> IndexedDataset<E> subset(IndexedDataset<E> dataset, long[] indices) {
        return SubsetDataset.of(dataset, indices.clone());
    }

    /** As the form for {@code long[]}. */
    public static <E> IndexedDataset<E> subset(IndexedDataset<E> dataset, int[] indices) {
        return SubsetDataset.of(dataset, Arrays.stream(indices).asLongStream().toArray());
    }

    /**
     * The elements in an order that follows from the seed and the epoch: that of the blocks is
     * permuted, and the elements of so many blocks at once are permuted among each other, so that
     * only these are in memory. With all blocks at once every order is as likely as any other; with
     * fewer, elements of a block stay near each other, and some of the next blocks are read ahead
     * on a few threads, which an iterator keeps that is neither closed nor read to its end.
     * Resuming reads nothing that lies before the blocks that are in memory. Throws {@code
     * INVALID_ARGUMENT} for less than one block.
     */
    public static <E> Dataset<E> shuffle(BlockedDataset<E> dataset, long seed, int blocksAtOnce) {
        return new ShuffledBlocks<>(dataset, seed, blocksAtOnce);
    }

    /**
     * The elements whose number, counted from 0 over all blocks, a test accepts; each block keeps
     * its place and may become empty. Each number is tested once here and once whenever its block
     * is read.
     *
     * @param row answers the same for the same number, from several threads
     */
    public static <E> BlockedDataset<E> where(BlockedDataset<E> dataset, LongPredicate row) {
        return FilteredBlocks.of(dataset, row);
    }

    /**
     * The same elements, each read on one of so many threads, as pictures are that have to be
     * decoded; see {@link #parallelMap}.
     */
    public static <E> Dataset<E> readAhead(IndexedDataset<E> dataset, int threads) {
        return parallelMap(new Indices(dataset.count()), threads, dataset::get);
    }

    /** In the order of {@link IndexedDataset#shuffle}, each read on one of so many threads. */
    public static <E> Dataset<E> shuffleAhead(IndexedDataset<E> dataset, long seed, int threads) {
        return parallelMap(new Indices(dataset.count()).shuffle(seed), threads, dataset::get);
    }

    /** The indices of a data set, of which each is itself. */
    private record Indices(long count) implements IndexedDataset<Long> {
        @Override
        public Long get(long index) {
            return index;
        }
    }

    /**
     * The same elements, of which some blocks are read ahead on a few threads. Closing an iterator
     * ends them; one that is neither closed nor read to its end keeps them.
     */
    public static <E> Dataset<E> readAhead(BlockedDataset<E> dataset) {
        return new ReadAheadDataset<>(dataset);
    }

    /** The elements of the first data set, then those of the next, and so on. */
    public static <E> BlockedDataset<E> concat(List<? extends BlockedDataset<E>> datasets) {
        return new JoinedBlocks<>(datasets);
    }
}
