package io.steelyard.data;

import static io.steelyard.spi.Resumption.remainder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.Numbers;
import io.steelyard.spi.Resumption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;

@Timeout(60)
final class DatasetsTest {
    /** The numbers from 0 on in blocks of these sizes; notes which were read. */
    private record Blocks(List<Integer> sizes, List<Integer> read) implements BlockedDataset<Long> {
        static Blocks of(Integer... sizes) {
            return new Blocks(List.of(sizes), new CopyOnWriteArrayList<>());
        }

        @Override
        public int blocks() {
            return sizes.size();
        }

        @Override
        public long start(int block) {
            return sizes.subList(0, block).stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public List<Long> block(int block) {
            read.add(block);
            return LongStream.range(start(block), start(block + 1)).boxed().toList();
        }
    }

    private static final Blocks BLOCKS = Blocks.of(3, 0, 5, 1, 4, 0, 7, 2);

    private static Map<String, Dataset<?>> datasets() {
        Numbers numbers = new Numbers(23);
        Map<String, Dataset<?>> datasets = new TreeMap<>();
        for (int threads = 1; threads <= 4; threads++) {
            datasets.put(
                    "parallel map, threads " + threads,
                    Datasets.parallelMap(numbers, threads, n -> "n" + n));
        }
        Dataset<Long> odd = numbers.shuffle(3).filter(n -> n % 2 == 1);
        datasets.put("parallel map of a filter", Datasets.parallelMap(odd, 2, n -> -n));
        datasets.put("seeded map", Datasets.seededMap(numbers, 5, (n, r) -> n + r.nextDouble()));
        datasets.put(
                "seeded map of a filter", Datasets.seededMap(odd, 5, (n, r) -> n + r.nextDouble()));
        datasets.put(
                "seeded map of batches on threads",
                Datasets.seededMap(odd.batch(2), 5, 3, (n, r) -> List.of(n, r.nextLong())));
        datasets.put("list", Datasets.of(List.of("a", "b", "b", "c")));
        datasets.put("subset", Datasets.subset(numbers, new int[] {4, 4, 20, 0}));
        datasets.put("shuffled subset", Datasets.subset(numbers, new long[] {1, 3, 5}).shuffle(1));
        for (int blocks : new int[] {1, 2, 3, 8, 100}) {
            datasets.put("shuffled blocks, " + blocks, Datasets.shuffle(BLOCKS, 7, blocks));
        }
        datasets.put("blocks read ahead", Datasets.readAhead(BLOCKS));
        datasets.put("elements read ahead", Datasets.shuffleAhead(numbers, 3, 2));
        datasets.put("where", Datasets.where(BLOCKS, n -> n % 3 == 0));
        datasets.put(
                "shuffle of where",
                Datasets.shuffle(Datasets.where(BLOCKS, n -> n > 4 && n != 8), 7, 2));
        datasets.put("where nothing", Datasets.shuffle(Datasets.where(BLOCKS, n -> false), 7, 2));
        datasets.put(
                "a pipeline",
                Datasets.seededMap(
                                Datasets.shuffle(BLOCKS, 1, 3).filter(n -> n != 6),
                                2,
                                2,
                                (n, r) -> n + ":" + r.nextInt(100))
                        .batch(3)
                        .prefetch(2));
        return datasets;
    }

    static Set<String> names() {
        return datasets().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyCursorGivesTheSameRemainder(String name) {
        Resumption.assertEveryCursorGivesTheSameRemainder(datasets().get(name), 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aMapOnThreadsIsTheMap(int threads) {
        Numbers numbers = new Numbers(1000);
        Dataset<Long> mapped = Datasets.parallelMap(numbers, threads, n -> n * n);
        assertThat(mapped).containsExactlyElementsOf(numbers.map(n -> n * n));
        assertThat(mapped.size()).hasValue(1000);
        Dataset<Double> seeded = Datasets.seededMap(numbers, 3, threads, (n, r) -> r.nextDouble());
        assertThat(seeded)
                .containsExactlyElementsOf(
                        Datasets.seededMap(numbers, 3, (n, r) -> r.nextDouble()));
    }

    /** Each waits for the other, so that one thread would wait for ever. */
    @Test
    void computesAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        Dataset<Long> meeting =
                Datasets.parallelMap(
                        new Numbers(2),
                        2,
                        n -> {
                            both.countDown();
                            try {
                                both.await();
                            } catch (InterruptedException interrupted) {
                                throw new IllegalStateException(interrupted);
                            }
                            return n;
                        });
        assertThat(meeting).containsExactly(0L, 1L);
    }

    @Test
    void readsOnlySoFarAhead() {
        List<Long> read = new ArrayList<>();
        Dataset<Long> noted =
                new Numbers(1000)
                        .map(
                                n -> {
                                    read.add(n);
                                    return n;
                                });
        try (DatasetIterator<Long> elements =
                Datasets.parallelMap(noted, 3, n -> n).iterator(Cursor.START)) {
            elements.next();
            assertThat(read).hasSize(12);
        }
    }

    @Test
    void aFailureIsThrownWhereItsElementWouldBe() {
        for (Throwable cause :
                new Throwable[] {new IllegalStateException("torn"), new AssertionError("torn")}) {
            Numbers numbers = new Numbers(50);
            for (Dataset<Long> failing :
                    List.of(
                            Datasets.parallelMap(numbers, 2, n -> failingAt3(n, cause)),
                            Datasets.parallelMap(
                                    numbers.map(n -> failingAt3(n, cause)), 2, n -> n))) {
                try (DatasetIterator<Long> elements = failing.iterator(Cursor.START)) {
                    assertThat(List.of(elements.next(), elements.next(), elements.next()))
                            .containsExactly(0L, 1L, 2L);
                    assertThatThrownBy(elements::next).isSameAs(cause);
                    assertThatThrownBy(elements::next).isSameAs(cause);
                    assertThat(elements.cursor()).isEqualTo(new Cursor(0, 3));
                }
            }
        }
    }

    private static Long failingAt3(Long number, Throwable cause) {
        if (number == 3) {
            switch (cause) {
                case Error error -> throw error;
                case RuntimeException failure -> throw failure;
                default -> throw new IllegalArgumentException(cause);
            }
        }
        return number;
    }

    @Test
    void closingAndReadingToTheEndEndTheThreads() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Dataset<Long> mapped =
                Datasets.parallelMap(
                        new Numbers(100),
                        3,
                        n -> {
                            threads.add(Thread.currentThread());
                            return n;
                        });
        DatasetIterator<Long> elements = mapped.iterator(Cursor.START);
        assertThat(elements.next()).isZero();
        elements.close();
        elements.close();
        assertThat(threads).isNotEmpty().doesNotContain(Thread.currentThread());
        requireEnd(threads);
        assertThatThrownBy(elements::next)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CLOSED))
                .hasMessage("Data was asked of an iterator after it was closed.");

        threads.clear();
        assertThat(mapped).hasSize(100); // a for-each loop closes nothing
        requireEnd(threads);
    }

    /** A pool is terminated a moment before its threads are gone. */
    private static void requireEnd(Set<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
        }
    }

    @Test
    void theNumbersOfAnElementAreItsOwn() {
        Dataset<Long> drawn = Datasets.seededMap(new Numbers(1000), 5, (n, r) -> r.nextLong());
        List<Object> first = remainder(drawn, Cursor.START);
        assertThat(first).doesNotHaveDuplicates();
        assertThat(remainder(drawn, new Cursor(1, 0))).doesNotContainAnyElementsOf(first);
        Dataset<Long> other = Datasets.seededMap(new Numbers(1000), 6, (n, r) -> r.nextLong());
        assertThat(remainder(other, Cursor.START)).doesNotContainAnyElementsOf(first);
    }

    @Test
    void aShuffleOfBlocksIsAPermutationOfSeedAndEpoch() {
        for (int blocksAtOnce : new int[] {1, 2, 3, 8, 100}) {
            Dataset<Long> shuffled = Datasets.shuffle(BLOCKS, 5, blocksAtOnce);
            List<Object> first = remainder(shuffled, Cursor.START);
            assertThat(first).containsExactlyInAnyOrderElementsOf(remainder(BLOCKS, Cursor.START));
            assertThat(remainder(shuffled, new Cursor(1, 0)))
                    .isNotEqualTo(first)
                    .containsExactlyInAnyOrderElementsOf(first);
            assertThat(remainder(Datasets.shuffle(BLOCKS, 6, blocksAtOnce), Cursor.START))
                    .isNotEqualTo(first);
            assertThat(shuffled.size()).hasValue(22);
        }
    }

    @Test
    void aShuffleReadsEachBlockOnceAndNoneBeforeItsWindow() {
        Blocks blocks = Blocks.of(2, 2, 2, 2, 2, 2, 2, 2);
        Dataset<Long> shuffled = Datasets.shuffle(blocks, 5, 3);
        // The block of each element, in the order of delivery.
        List<Integer> order = new ArrayList<>();
        shuffled.forEach(n -> order.add((int) (n / 2)));
        assertThat(blocks.read()).hasSize(8).doesNotHaveDuplicates();
        // The windows begin at the elements 0, 6 and 12; some blocks behind them are read ahead.
        for (int position = 0; position < 16; position++) {
            blocks.read().clear();
            try (DatasetIterator<Long> elements = shuffled.iterator(new Cursor(0, position))) {
                elements.next();
            }
            int begin = position / 6 * 6;
            assertThat(blocks.read())
                    .containsAll(order.subList(begin, Math.min(begin + 6, 16)))
                    .doesNotContainAnyElementsOf(before(order, begin))
                    .doesNotHaveDuplicates();
        }
    }

    /** With one that no block has, as there is nothing before the first window. */
    private static List<Integer> before(List<Integer> order, int begin) {
        return Stream.concat(Stream.of(-1), order.subList(0, begin).stream()).toList();
    }

    @Test
    void whatIsReadAheadIsTheSame() {
        assertThat(Datasets.readAhead(BLOCKS)).containsExactlyElementsOf(BLOCKS);
        Numbers numbers = new Numbers(50);
        assertThat(Datasets.readAhead(numbers, 3)).containsExactlyElementsOf(numbers);
        assertThat(Datasets.shuffleAhead(numbers, 4, 3))
                .containsExactlyElementsOf(numbers.shuffle(4));
    }

    /** Each of the 24 orders of 4 elements is to come up about as often: chi square, 23 degrees. */
    @Test
    void withAllBlocksAtOnceNoOrderIsPreferred() {
        Map<List<Object>, Integer> counts = new HashMap<>();
        int draws = 4_800;
        Dataset<Long> shuffled = Datasets.shuffle(Blocks.of(1, 2, 1), 1, 3);
        for (int epoch = 0; epoch < draws; epoch++) {
            counts.merge(remainder(shuffled, new Cursor(epoch, 0)), 1, Integer::sum);
        }
        double expected = draws / 24.0;
        double chiSquare =
                counts.values().stream()
                        .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                        .sum();
        assertThat(counts).hasSize(24);
        // A uniform shuffle is above 49.7 once in a thousand seeds; this seed is fixed.
        assertThat(chiSquare).isLessThan(49.7);
    }

    @Test
    void whereKeepsTheRowsOfItsNumbers() {
        BlockedDataset<Long> even = Datasets.where(BLOCKS, n -> n % 2 == 0);
        assertThat(even).containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L, 20L);
        assertThat(even.size()).hasValue(11);
        assertThat(even.blocks()).isEqualTo(8);
        Split split = Split.random(22, 0.25, 1);
        Set<Long> both = new HashSet<>();
        Datasets.where(BLOCKS, split::isTraining).forEach(both::add);
        assertThat(both).hasSize(16);
        Datasets.where(BLOCKS, split::isHeldOut).forEach(both::add);
        assertThat(both).hasSize(22);
    }

    @Test
    void whereReadsNoBlockWithoutARow() {
        Blocks blocks = Blocks.of(2, 2, 2);
        assertThat(Datasets.where(blocks, n -> n < 2 || n > 4)).containsExactly(0L, 1L, 5L);
        assertThat(blocks.read()).containsExactly(0, 2);
    }

    @Test
    void saysWhatIsNotAccepted() {
        refuses(
                () -> Datasets.parallelMap(new Numbers(3), 0, n -> n),
                "A map on 0 threads was asked for; accepted are 1 or more.");
        refuses(
                () -> Datasets.shuffle(BLOCKS, 1, 0),
                "A shuffle of 0 blocks at once was asked for; accepted are 1 or more.");
        refuses(
                () -> Datasets.subset(new Numbers(3), new int[] {0, 3}),
                "A subset with the element 3 was asked for; the data set has 3 elements, counted"
                        + " from 0.");
    }

    private static void refuses(Runnable action, String sentence) {
        assertThatThrownBy(action::run).isInstanceOf(SteelyardException.class).hasMessage(sentence);
    }

    @Test
    void whatAListHeldStaysAsItWas() {
        List<String> source = new ArrayList<>(List.of("a", "b", "a"));
        Dataset<String> dataset = Datasets.of(source);
        source.set(0, "c");
        assertThat(dataset).containsExactly("a", "b", "a");
    }
}
