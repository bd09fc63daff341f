package io.steelyard.reference.internal.kernel;

/**
 * The indices of the k largest elements of a row seen so far, in native memory, as a binary heap
 * with the smallest on top (Williams 1964, "Algorithm 232: Heapsort"). Of equal elements the one
 * with the higher index is the smaller; NaN is larger than any number; 0 and -0 are equal.
 */
final class IndexHeap {
    private IndexHeap() {}

    /** Elements as integers of the same order. */
    enum Keys {
        FLOATS(2) {
            @Override
            long key(long elements, int index) {
                float x = NativeMemory.getFloat(elements + ((long) index << 2));
                if (Float.isNaN(x)) {
                    return Integer.MAX_VALUE;
                }
                int bits = Float.floatToRawIntBits(x + 0f);
                return bits ^ (bits >> 31 & Integer.MAX_VALUE);
            }
        },
        INTS(2) {
            @Override
            long key(long elements, int index) {
                return NativeMemory.getInt(elements + ((long) index << 2));
            }
        },
        DOUBLES(3) {
            @Override
            long key(long elements, int index) {
                double x = NativeMemory.getDouble(elements + ((long) index << 3));
                if (Double.isNaN(x)) {
                    return Long.MAX_VALUE;
                }
                long bits = Double.doubleToRawLongBits(x + 0d);
                return bits ^ (bits >> 63 & Long.MAX_VALUE);
            }
        },
        LONGS(3) {
            @Override
            long key(long elements, int index) {
                return NativeMemory.getLong(elements + ((long) index << 3));
            }
        };

        /** Of the bytes of an element, the logarithm to base 2. */
        final int shift;

        Keys(int shift) {
            this.shift = shift;
        }

        /** The key of the element at an index. */
        abstract long key(long elements, int index);
    }

    /** Takes the first k elements of a row. */
    static void fill(Keys keys, long elements, long heap, int k) {
        for (int i = 0; i < k; i++) {
            set(heap, i, i);
        }
        for (int i = k / 2 - 1; i >= 0; i--) {
            sink(keys, elements, heap, k, i);
        }
    }

    /** The index of the smallest element. */
    static int smallest(long heap) {
        return get(heap, 0);
    }

    /**
     * Puts an element with a higher index than all before in the place of the smallest, if larger.
     */
    static void offer(Keys keys, long elements, long heap, int k, int index) {
        if (keys.key(elements, index) > keys.key(elements, smallest(heap))) {
            set(heap, 0, index);
            sink(keys, elements, heap, k, 0);
        }
    }

    /** Puts the indices in the descending order of their elements. */
    static void sort(Keys keys, long elements, long heap, int k) {
        for (int last = k - 1; last > 0; last--) {
            int smallest = get(heap, 0);
            set(heap, 0, get(heap, last));
            set(heap, last, smallest);
            sink(keys, elements, heap, last, 0);
        }
    }

    /** Copies the elements that the indices name. */
    static void gather(Keys keys, long values, long elements, long heap, int k) {
        for (int i = 0; i < k; i++) {
            long from = elements + ((long) get(heap, i) << keys.shift);
            long to = values + ((long) i << keys.shift);
            if (keys.shift == 3) {
                NativeMemory.setLong(to, NativeMemory.getLong(from));
            } else {
                NativeMemory.setInt(to, NativeMemory.getInt(from));
            }
        }
    }

    private static void sink(Keys keys, long elements, long heap, int size, int from) {
        int at = from;
        int moved = get(heap, at);
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size
                    && isBelow(keys, elements, get(heap, child + 1), get(heap, child))) {
                child++;
            }
            if (!isBelow(keys, elements, get(heap, child), moved)) {
                break;
            }
            set(heap, at, get(heap, child));
            at = child;
        }
        set(heap, at, moved);
    }

    private static boolean isBelow(Keys keys, long elements, int left, int right) {
        long a = keys.key(elements, left);
        long b = keys.key(elements, right);
        return a < b || (a == b && left > right);
    }

    private static int get(long heap, int place) {
        return NativeMemory.getInt(heap + ((long) place << 2));
    }

    private static void set(long heap, int place, int index) {
        NativeMemory.setInt(heap + ((long) place << 2), index);
    }
}
