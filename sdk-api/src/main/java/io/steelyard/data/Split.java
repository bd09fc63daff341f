package io.steelyard.data;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.SeedHash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * The elements of a data set divided in two: those to train with, and those held out to validate or
 * test with. Every element is in one of them. Immutable.
 */
public final class Split {
    private final int count;
    private final BitSet heldOut;

    private Split(int count, BitSet heldOut) {
        this.count = count;
        this.heldOut = heldOut;
    }

    /**
     * Holds out {@code round(count * fraction)} elements, any as likely as any other, but leaves at
     * least one to train with.
     *
     * @param fraction in [0, 1)
     * @throws SteelyardException {@code INVALID_ARGUMENT} for another fraction
     */
    public static Split random(int count, double fraction, long seed) {
        require(fraction);
        int held = (int) Math.min(Math.round(count * fraction), Math.max(count - 1, 0));
        BitSet chosen = new BitSet(count);
        choose(Permutation.of(count, SeedHash.fold(seed, "split")), held, chosen);
        return new Split(count, chosen);
    }

    /**
     * Holds out {@code round(count * fraction)} elements so that each class keeps its share: each
     * gives the whole part of its {@code size * fraction}, and the classes with the largest
     * remainders give one more (the method of the largest remainder). A class keeps at least one
     * element to train with, so one that has only one gives none, and fewer are held out then.
     *
     * @param labels the class of each element
     * @param fraction in [0, 1)
     * @throws SteelyardException {@code INVALID_ARGUMENT} for another fraction
     */
    public static Split stratified(int[] labels, double fraction, long seed) {
        require(fraction);
        SortedMap<Integer, Integer> sizes = new TreeMap<>();
        for (int label : labels) {
            sizes.merge(label, 1, Integer::sum);
        }
        int[] held = shares(sizes.values().stream().mapToInt(size -> size).toArray(), fraction);
        Map<Integer, ClassPart> parts = new HashMap<>();
        sizes.forEach(
                (label, size) -> {
                    long classSeed = SeedHash.fold(seed, "split of class " + label);
                    BitSet own = new BitSet(size);
                    choose(Permutation.of(size, classSeed), held[parts.size()], own);
                    parts.put(label, new ClassPart(own));
                });
        BitSet chosen = new BitSet(labels.length);
        for (int i = 0; i < labels.length; i++) {
            chosen.set(i, parts.get(labels[i]).holdsNext());
        }
        return new Split(labels.length, chosen);
    }

    /** Which elements of a class are held out, by their order in the class. */
    private static final class ClassPart {
        private final BitSet heldOut;
        private int next;

        ClassPart(BitSet heldOut) {
            this.heldOut = heldOut;
        }

        boolean holdsNext() {
            return heldOut.get(next++);
        }
    }

    /**
     * So many splits for cross-validation: each element is held out by exactly one of them, and
     * each of them holds out its share of each class (Kohavi 1995, "A study of cross-validation and
     * bootstrap for accuracy estimation and model selection"). Sizes differ by at most one, of the
     * parts held out and of each class within them.
     *
     * @param labels the class of each element
     * @param folds their number, 2 or more and no more than there are elements
     * @throws SteelyardException {@code INVALID_ARGUMENT} for another number
     */
    public static List<Split> folds(int[] labels, int folds, long seed) {
        if (folds < 2 || folds > labels.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    folds
                            + " folds of "
                            + labels.length
                            + " elements were asked for; accepted are 2 or more, and no more than"
                            + " there are elements.");
        }
        List<BitSet> held = new ArrayList<>();
        for (int i = 0; i < folds; i++) {
            held.add(new BitSet(labels.length));
        }
        int dealt = 0;
        for (List<Integer> members : classes(labels)) {
            // Where the last class ended, the next one begins, so that no fold gets all the odd
            // ones.
            for (int index : permuted(members, labels, seed)) {
                held.get(dealt++ % folds).set(index);
            }
        }
        return held.stream().map(chosen -> new Split(labels.length, chosen)).toList();
    }

    /**
     * Which rows of a data set are held out that is too large for lists of them: each with the
     * probability of the fraction, decided by the seed and its number alone. Takes no memory, and
     * the part held out is only about the fraction.
     *
     * @param fraction in [0, 1)
     * @throws SteelyardException {@code INVALID_ARGUMENT} for another fraction
     */
    public static LongPredicate rows(double fraction, long seed) {
        require(fraction);
        long split = SeedHash.fold(seed, "split");
        // The upper 53 bits of a hash as a number in [0, 1).
        return row -> (SeedHash.fold(split, row) >>> 11) * 0x1p-53 < fraction;
    }

    /** The elements of each class, by the number of the class. */
    private static List<List<Integer>> classes(int[] labels) {
        SortedMap<Integer, List<Integer>> classes = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            classes.computeIfAbsent(labels[i], _ -> new ArrayList<>()).add(i);
        }
        return List.copyOf(classes.values());
    }

    /** The elements of one class in an order as likely as any other. */
    private static int[] permuted(List<Integer> members, int[] labels, long seed) {
        long classSeed = SeedHash.fold(seed, "split of class " + labels[members.getFirst()]);
        int[] order = Permutation.of(members.size(), classSeed);
        return Arrays.stream(order).map(members::get).toArray();
    }

    /** How many each class gives, by the method of the largest remainder. */
    private static int[] shares(int[] sizes, double fraction) {
        int[] held = new int[sizes.length];
        List<Integer> mayGiveMore = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            held[i] = Math.min((int) (sizes[i] * fraction), sizes[i] - 1);
            if (held[i] < sizes[i] - 1) {
                mayGiveMore.add(i);
            }
        }
        // A stable sort: of equal remainders the smaller class number comes first.
        mayGiveMore.sort(Comparator.comparingDouble((Integer i) -> held[i] - sizes[i] * fraction));
        long missing =
                Math.round(Arrays.stream(sizes).sum() * fraction) - Arrays.stream(held).sum();
        mayGiveMore.stream().limit(missing).forEach(i -> held[i]++);
        return held;
    }

    private static void choose(int[] permuted, int count, BitSet chosen) {
        for (int i = 0; i < count; i++) {
            chosen.set(permuted[i]);
        }
    }

    private static void require(double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A split with the fraction "
                            + fraction
                            + " was asked for; accepted are numbers from 0 up to, but not"
                            + " including, 1.");
        }
    }

    /** The elements to train with, ascending. */
    public int[] training() {
        return IntStream.range(0, count).filter(this::isTraining).toArray();
    }

    /** The elements that are held out, ascending. */
    public int[] heldOut() {
        return heldOut.stream().toArray();
    }

    /** Whether an element is one to train with; for {@link Datasets#where}. */
    public boolean isTraining(long element) {
        return element >= 0 && element < count && !heldOut.get((int) element);
    }

    /** Whether an element is held out; for {@link Datasets#where}. */
    public boolean isHeldOut(long element) {
        return element >= 0 && element < count && heldOut.get((int) element);
    }
}
