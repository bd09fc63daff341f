package io.steelyard.reference.internal.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Taps of a window and what each meets; every thread has one list and uses it again and again.
 *
 * <p>Windows that differ along the last axis alone meet the same along the others. What that is
 * stays in the list from one call of {@link WindowShape} to the next.
 */
final class TapList {
    private static final ThreadLocal<TapList> OF_THREAD = ThreadLocal.withInitial(TapList::new);

    /** The number of the cell or of the position that each meets. */
    long[] places = new long[0];

    /** The number of each within its window. */
    int[] taps = new int[0];

    int count;

    /** As {@link #places}, of the axes but for the last. */
    long[] outerPlaces = new long[0];

    /** As {@link #taps}, of the axes but for the last. */
    int[] outerTaps = new int[0];

    int outerCount;

    private @Nullable WindowShape shape;
    private boolean ofPosition;
    private long outer;

    private TapList() {}

    static TapList ofThread() {
        return OF_THREAD.get();
    }

    /** Whether the outer lists are those of this row of positions, or else of cells. */
    boolean holds(WindowShape wanted, boolean position, long row) {
        return shape == wanted && ofPosition == position && outer == row;
    }

    /** Empties the outer lists, for another row. */
    void clear(WindowShape next, boolean position, long row) {
        shape = next;
        ofPosition = position;
        outer = row;
        outerCount = 0;
        int most = next.taps();
        if (places.length < most) {
            places = new long[most];
            taps = new int[most];
            outerPlaces = new long[most];
            outerTaps = new int[most];
        }
    }

    /** Where an outer tap is in the outer list; -1 if it meets nothing. */
    int indexOfOuter(int tap) {
        for (int i = 0; i < outerCount; i++) {
            if (outerTaps[i] == tap) {
                return i;
            }
        }
        return -1;
    }

    void addOuter(long place, int tap) {
        outerPlaces[outerCount] = place;
        outerTaps[outerCount] = tap;
        outerCount++;
    }
}
