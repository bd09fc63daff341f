package io.steelyard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

final class SequencesTest {
    /** A sequence of each length; its tokens are its number, from 1 on. */
    private record Sequences(int... lengths) implements IndexedDataset<int[]> {
        @Override
        public long count() {
            return lengths.length;
        }

        @Override
        public int[] get(long index) {
            int[] sequence = new int[lengths[(int) index]];
            Arrays.fill(sequence, (int) index + 1);
            return sequence;
        }
    }

    private static final Sequences MANY = new Sequences(new Random(1).ints(53, 1, 13).toArray());

    private static String text(LengthGroup<int[]> group) {
        return group.length() + ":" + group.elements().stream().map(s -> s[0]).toList();
    }

    private static String text(PackedRow row) {
        return Arrays.toString(row.tokens())
                + Arrays.toString(row.segments())
                + Arrays.toString(row.positions());
    }

    private static Map<String, Dataset<String>> datasets() {
        Map<String, Dataset<String>> datasets = new TreeMap<>();
        for (int window : new int[] {4, 7, 20, 53, 100}) {
            LengthBuckets buckets = LengthBuckets.multiples(4, 12, 4, window);
            datasets.put(
                    "buckets, window " + window,
                    buckets.group(MANY.shuffle(3), s -> s.length).map(SequencesTest::text));
            datasets.put(
                    "buckets of a filter, window " + window,
                    buckets.group(MANY.shuffle(3).filter(s -> s[0] % 5 == 0), s -> s.length)
                            .map(SequencesTest::text));
            datasets.put(
                    "packed, window " + window,
                    new PackedSequences(12, 0, window)
                            .pack(MANY.shuffle(3))
                            .map(SequencesTest::text));
            datasets.put(
                    "packed on threads, window " + window,
                    Datasets.parallelMap(
                            new PackedSequences(12, 0, window)
                                    .pack(
                                            Datasets.seededMap(
                                                    MANY.filter(s -> s[0] > 9),
                                                    4,
                                                    2,
                                                    new TokenErasing(0.5, 99))),
                            2,
                            SequencesTest::text));
        }
        datasets.put(
                "none of them",
                LengthBuckets.multiples(4, 12, 4, 9)
                        .group(MANY.filter(s -> false), s -> s.length)
                        .map(SequencesTest::text));
        return datasets;
    }

    static Set<String> names() {
        return datasets().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyCursorGivesTheSameRemainder(String name) {
        Dataset<String> dataset = datasets().get(name);
        for (long epoch = 0; epoch < 2; epoch++) {
            List<String> all = remainder(dataset, new Cursor(epoch, 0));
            for (int position = 0; position <= all.size(); position++) {
                for (boolean peeked : new boolean[] {false, true}) {
                    Cursor cursor = cursorAfter(dataset, epoch, position, peeked);
                    assertThat(cursor.epoch()).isEqualTo(epoch);
                    assertThat(remainder(dataset, cursor))
                            .isEqualTo(all.subList(position, all.size()));
                }
            }
        }
    }

    private static Cursor cursorAfter(Dataset<?> dataset, long epoch, int count, boolean peeked) {
        try (DatasetIterator<?> elements = dataset.iterator(new Cursor(epoch, 0))) {
            for (int i = 0; i < count; i++) {
                elements.next();
            }
            if (peeked) {
                elements.hasNext(); // a look ahead moves no cursor past what was delivered
            }
            return elements.cursor();
        }
    }

    private static <E> List<E> remainder(Dataset<E> dataset, Cursor from) {
        List<E> elements = new ArrayList<>();
        try (DatasetIterator<E> iterator = dataset.iterator(from)) {
            while (iterator.hasNext()) {
                elements.add(iterator.next());
            }
            assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        }
        return elements;
    }

    @Test
    void fullBucketsComeFirstAndLeftoversJoinTheNextLonger() {
        Sequences sequences = new Sequences(1, 9, 4, 2, 5, 8, 3, 12, 4);
        LengthBuckets buckets = LengthBuckets.multiples(4, 12, 2, 9);
        // Buckets: 4 has 1, 3, 4, 7 and 9, 8 has 5 and 6, 12 has 2 and 8.
        assertThat(buckets.group(sequences, s -> s.length).map(SequencesTest::text))
                .containsExactly("4:[1, 3]", "8:[5, 6]", "4:[4, 7]", "12:[2, 8]", "4:[9]");

        LengthBuckets threes = LengthBuckets.multiples(4, 12, 3, 9);
        assertThat(threes.group(sequences, s -> s.length).map(SequencesTest::text))
                .containsExactly("4:[1, 3, 4]", "8:[7, 9, 5]", "12:[6, 2, 8]");
    }

    @Test
    void onlyTheLastGroupOfAWindowIsSmaller() {
        for (int window : new int[] {5, 11, 53}) {
            LengthBuckets buckets = LengthBuckets.multiples(3, 12, 4, window);
            List<LengthGroup<int[]>> groups =
                    remainder(buckets.group(MANY, s -> s.length), Cursor.START);
            assertThat(groups.stream().flatMap(g -> g.elements().stream()).map(s -> s[0]).sorted())
                    .hasSize(53)
                    .doesNotHaveDuplicates();
            assertThat(groups.stream().filter(g -> g.elements().size() < 4))
                    .hasSizeLessThanOrEqualTo(Math.ceilDiv(53, window));
            assertThat(groups)
                    .allMatch(g -> g.elements().stream().allMatch(s -> s.length <= g.length()))
                    .allMatch(g -> g.length() % 3 == 0);
        }
    }

    @Test
    void aSequenceGoesIntoTheFirstRowWithRoom() {
        Sequences sequences = new Sequences(3, 4, 2, 1, 5);
        List<PackedRow> rows =
                remainder(new PackedSequences(5, -1, 10).pack(sequences), Cursor.START);
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).tokens()).containsExactly(1, 1, 1, 3, 3);
        assertThat(rows.get(0).segments()).containsExactly(1, 1, 1, 2, 2);
        assertThat(rows.get(0).positions()).containsExactly(0, 1, 2, 0, 1);
        assertThat(rows.get(1).tokens()).containsExactly(2, 2, 2, 2, 4);
        assertThat(rows.get(1).segments()).containsExactly(1, 1, 1, 1, 2);
        assertThat(rows.get(2).tokens()).containsExactly(5, 5, 5, 5, 5);

        List<PackedRow> padded =
                remainder(new PackedSequences(6, -1, 2).pack(sequences), Cursor.START);
        assertThat(padded).hasSize(4);
        assertThat(padded.get(0).tokens()).containsExactly(1, 1, 1, -1, -1, -1);
        assertThat(padded.get(0).segments()).containsExactly(1, 1, 1, 0, 0, 0);
        assertThat(padded.get(0).positions()).containsExactly(0, 1, 2, 0, 0, 0);
        assertThat(padded.get(2).tokens()).containsExactly(3, 3, 4, -1, -1, -1);
    }

    @Test
    void padsFromTheRight() {
        PaddedSequences padded =
                PaddedSequences.of(List.of(new int[] {5, 6}, new int[] {7, 8, 9}), 4, -1);
        assertThat(padded.tokens().shape()).hasToString("[2,4]");
        assertThat(padded.tokens().toIntArray()).containsExactly(5, 6, -1, -1, 7, 8, 9, -1);
        assertThat(padded.mask().toIntArray()).containsExactly(1, 1, 0, 0, 1, 1, 1, 0);
    }

    @Test
    void erasesItsPartOfTheTokens() {
        int[] tokens = new int[10_000];
        Arrays.setAll(tokens, i -> i % 10);
        int[] erased = new TokenErasing(0.3, -7, Set.of(0, 5)).apply(tokens, new Random(3));
        int count = 0;
        for (int i = 0; i < tokens.length; i++) {
            assertThat(erased[i]).isIn(tokens[i], -7);
            assertThat(tokens[i] % 5 != 0 || erased[i] == tokens[i]).isTrue();
            count += erased[i] == -7 ? 1 : 0;
        }
        // Binomial, 2400 of 8000 expected with a deviation of 41; the seed is fixed.
        assertThat(count).isBetween(2250, 2550);
        assertThat(tokens[1]).isEqualTo(1);
        assertThat(new TokenErasing(1, 9).apply(new int[] {1, 2}, new Random(1)))
                .containsExactly(9, 9);
        assertThat(new TokenErasing(0, 9).apply(new int[] {1, 2}, new Random(1)))
                .containsExactly(1, 2);
    }

    @Test
    void oneHotRows() {
        NdArray rows = NdArray.of(OneHot.of(new int[] {2, 0}, 3), 2, 3);
        assertThat(rows.toFloatArray()).containsExactly(0, 0, 1, 1, 0, 0);
        refuses(
                () -> OneHot.of(new int[] {0, 3}, 3),
                ErrorCode.INVALID_DATA,
                "Label 1 is 3; accepted are class numbers from 0 to 2.");
    }

    @Test
    void saysWhatIsNotAccepted() {
        refuses(
                () -> new LengthBuckets(List.of(4, 4), 2, 4),
                ErrorCode.INVALID_ARGUMENT,
                "Buckets of the lengths [4, 4] were asked for; accepted are ascending numbers above"
                        + " 0.");
        refuses(
                () -> new LengthBuckets(List.of(4), 8, 4),
                ErrorCode.INVALID_ARGUMENT,
                "Groups of 8 elements from a window of 4 were asked for; accepted are 1 or more,"
                        + " and a window that has as many.");
        refuses(
                () -> LengthBuckets.multiples(0, 8, 1, 1),
                ErrorCode.INVALID_ARGUMENT,
                "Buckets of the multiples of 0 up to 8 were asked for; accepted are 1 or more.");
        refuses(
                () ->
                        LengthBuckets.multiples(4, 8, 1, 1)
                                .group(new Sequences(9), s -> s.length)
                                .iterator()
                                .next(),
                ErrorCode.INVALID_DATA,
                "A sequence of length 9 is to be put into a bucket; the longest one has 8. Cut the"
                        + " sequence or give a longer bucket.");
        refuses(
                () ->
                        LengthBuckets.multiples(4, 12, 4, 53)
                                .group(MANY, s -> s.length)
                                .iterator(new Cursor(0, 3)),
                ErrorCode.INVALID_DATA,
                "A cursor at position 3 of pass 0 lies within a group of sequences; the data or its"
                        + " groups are not those that the cursor was taken from.");
        refuses(
                () -> new PackedSequences(5, 0, 9).pack(new Sequences(2, 6)).iterator().next(),
                ErrorCode.INVALID_DATA,
                "A sequence of 6 tokens is to be packed into rows of 5; accepted are 1 to 5. Cut it"
                        + " or leave it out.");
        refuses(
                () -> new PackedSequences(0, 0, 9),
                ErrorCode.INVALID_ARGUMENT,
                "Rows of length 0 from a window of 9 sequences were asked for; accepted are 1 or"
                        + " more.");
        refuses(
                () -> PaddedSequences.of(List.of(new int[3]), 2, 0),
                ErrorCode.INVALID_DATA,
                "A sequence of 3 tokens is to be padded to 2; accepted are as many or fewer. Cut"
                        + " it.");
        refuses(
                () -> new TokenErasing(1.5, 0),
                ErrorCode.INVALID_ARGUMENT,
                "TokenErasing was given the probability 1.5; accepted are numbers from 0 to 1.");
    }

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
