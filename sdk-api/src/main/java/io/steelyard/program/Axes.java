package io.steelyard.program;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** An ordered list of axis numbers, immutable, compared by value. */
public record Axes(List<Integer> values) {
    private static final Axes NONE = new Axes(List.of());

    public Axes {
        values = List.copyOf(values);
    }

    public static Axes of(int... axes) {
        return axes.length == 0 ? NONE : new Axes(Arrays.stream(axes).boxed().toList());
    }

    /** The axes {@code from, from + 1, ..., to - 1}. */
    public static Axes range(int from, int to) {
        return of(IntStream.range(from, to).toArray());
    }

    public static Axes none() {
        return NONE;
    }

    public int count() {
        return values.size();
    }

    public int get(int position) {
        return values.get(position);
    }

    public boolean contains(int axis) {
        return values.contains(axis);
    }

    public int[] toArray() {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The axes of a tensor of the given rank that are not in this list, in order. */
    public Axes complement(int rank) {
        return of(IntStream.range(0, rank).filter(axis -> !contains(axis)).toArray());
    }

    /** Whether this is {@code 0, 1, 2, ...}. */
    public boolean isIdentity() {
        return equals(range(0, count()));
    }

    /** The inverse of a permutation: {@code inverse().get(get(i)) == i}. */
    public Axes inverse() {
        int[] inverse = new int[count()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[get(i)] = i;
        }
        return of(inverse);
    }

    @Override
    public String toString() {
        return values.toString().replace(" ", "");
    }
}
