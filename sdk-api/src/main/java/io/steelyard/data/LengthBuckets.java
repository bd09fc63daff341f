package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Groups sequences of about the same length, so that little of a batch is padding and few shapes
 * are compiled: one for each bucket.
 *
 * <p>Elements go in their order into the bucket of the smallest length that holds them, and a
 * bucket that has as many as a batch is delivered. What is left at the end of a window goes, from
 * the shortest bucket on, into the next longer one, so that only the last group of a window may be
 * smaller. Each element is delivered once a pass.
 *
 * @param lengths of the buckets, ascending
 * @param batchSize how many elements a group has
 * @param window how many elements of the source are in memory and grouped with each other; for data
 *     in memory, all of them
 */
public record LengthBuckets(List<Integer> lengths, int batchSize, int window) {
    /** Throws {@code INVALID_ARGUMENT} for numbers that make no groups. */
    public LengthBuckets {
        lengths = List.copyOf(lengths);
        boolean ascending = !lengths.isEmpty() && lengths.getFirst() > 0;
        for (int i = 1; i < lengths.size(); i++) {
            ascending &= lengths.get(i - 1) < lengths.get(i);
        }
        if (!ascending) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Buckets of the lengths "
                            + lengths
                            + " were asked for; accepted are ascending numbers above 0.");
        }
        if (batchSize < 1 || window < batchSize) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Groups of "
                            + batchSize
                            + " elements from a window of "
                            + window
                            + " were asked for; accepted are 1 or more, and a window that has as"
                            + " many.");
        }
    }

    /**
     * Buckets of the multiples of a length up to the one that holds the longest sequence. Throws
     * {@code INVALID_ARGUMENT} for numbers below 1.
     */
    public static LengthBuckets multiples(int step, int longest, int batchSize, int window) {
        if (step < 1 || longest < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Buckets of the multiples of "
                            + step
                            + " up to "
                            + longest
                            + " were asked for; accepted are 1 or more.");
        }
        List<Integer> lengths =
                IntStream.rangeClosed(1, Math.ceilDiv(longest, step))
                        .map(n -> Math.multiplyExact(n, step))
                        .boxed()
                        .toList();
        return new LengthBuckets(lengths, batchSize, window);
    }

    /**
     * The elements of a source in groups. Resuming reads no more than the window of a cursor.
     *
     * @param source one whose cursors count its elements: indexed or in blocks, shuffled, mapped,
     *     filtered; batches and prefetching come after
     * @param length of an element; an iterator throws {@code INVALID_DATA} where it exceeds the
     *     longest bucket
     */
    public <E> Dataset<LengthGroup<E>> group(Dataset<E> source, ToIntFunction<? super E> length) {
        return new WindowedDataset<>(
                source,
                window,
                elements ->
                        grouped(elements, length).stream()
                                .map(g -> new WindowedDataset.Group<>(g, g.elements().size()))
                                .toList());
    }

    /** The length of the bucket of a sequence. Throws {@code INVALID_DATA} where none holds it. */
    public int rounded(int length) {
        return lengths.stream()
                .filter(bucket -> bucket >= length)
                .findFirst()
                .orElseThrow(
                        () ->
                                new SteelyardException(
                                        ErrorCode.INVALID_DATA,
                                        "A sequence of length "
                                                + length
                                                + " is to be put into a bucket; the longest one"
                                                + " has "
                                                + lengths.getLast()
                                                + ". Cut the sequence or give a longer bucket."));
    }

    private <E> List<LengthGroup<E>> grouped(List<E> elements, ToIntFunction<? super E> length) {
        List<LengthGroup<E>> groups = new ArrayList<>();
        SortedMap<Integer, List<E>> open = new TreeMap<>();
        for (E element : elements) {
            int bucket = rounded(length.applyAsInt(element));
            List<E> own = open.computeIfAbsent(bucket, _ -> new ArrayList<>());
            own.add(element);
            if (own.size() == batchSize) {
                groups.add(new LengthGroup<>(bucket, own));
                own.clear();
            }
        }
        List<E> left = new ArrayList<>();
        open.forEach(
                (bucket, own) -> {
                    left.addAll(own);
                    if (left.size() >= batchSize) {
                        List<E> full = left.subList(0, batchSize);
                        groups.add(new LengthGroup<>(bucket, full));
                        full.clear();
                    }
                });
        if (!left.isEmpty()) {
            int longest =
                    left.stream().map(length::applyAsInt).max(Comparator.naturalOrder()).get();
            groups.add(new LengthGroup<>(rounded(longest), left));
        }
        return groups;
    }
}
