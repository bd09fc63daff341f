package io.steelyard.reference.internal.kernel;

/** Taps of a window and what each meets; every thread has one list and uses it again and again. */
final class TapList {
    private static final ThreadLocal<TapList> OF_THREAD = ThreadLocal.withInitial(TapList::new);

    /** The number of the cell or of the position that each meets. */
    long[] places = new long[0];

    /** The number of each within its window. */
    int[] taps = new int[0];

    int count;

    private TapList() {}

    static TapList ofThread() {
        return OF_THREAD.get();
    }

    /** Empties the list and makes room. */
    void clear(int most) {
        count = 0;
        if (places.length < most) {
            places = new long[most];
            taps = new int[most];
        }
    }

    void add(long place, int tap) {
        places[count] = place;
        taps[count] = tap;
        count++;
    }
}
