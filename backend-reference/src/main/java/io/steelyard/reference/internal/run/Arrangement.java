package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.CopyKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;

import java.lang.foreign.MemorySegment;

/**
 * Where elements that are counted in row-major order lie, from the first one on: as far as fused
 * programs reach them without a copy of the whole.
 */
public sealed interface Arrangement {
    /**
     * Rows of elements side by side, at one distance from each other; a single row where all
     * elements are side by side. Element i lies at {@code i / width * distance + i mod width}.
     */
    record Rows(long width, long distance) implements Arrangement {
        /** Elements that all follow each other. */
        public static Rows dense(long elements) {
            return new Rows(elements, elements);
        }

        /** Whether some elements, and those before them in their row, are of one row. */
        boolean isOneRow(long from, int count) {
            // Of dense elements all are in the first row: then nothing is divided.
            return from + count <= width || from % width + count <= width;
        }

        /** Where an element lies. */
        long offset(long element) {
            return element < width ? element : element / width * distance + element % width;
        }

        /** Brings elements into a block, where they follow each other. */
        void gather(long block, long array, long from, int count, int bytes) {
            move(block, array, from, count, bytes, true);
        }

        /** Brings the elements of a block to their places. */
        void scatter(long block, long array, long from, int count, int bytes) {
            move(block, array, from, count, bytes, false);
        }

        private void move(
                long block, long array, long from, int count, int bytes, boolean intoBlock) {
            long head = Math.min(count, (width - from % width) % width);
            long rows = (count - head) / width;
            long tail = count - head - rows * width;
            long firstRow = from + head;
            if (head > 0) {
                moveRows(block, array + offset(from) * bytes, 1, head, bytes, intoBlock);
            }
            if (rows > 0) {
                long at = array + offset(firstRow) * bytes;
                moveRows(block + head * bytes, at, rows, width, bytes, intoBlock);
            }
            if (tail > 0) {
                long at = array + offset(firstRow + rows * width) * bytes;
                moveRows(block + (count - tail) * bytes, at, 1, tail, bytes, intoBlock);
            }
        }

        private void moveRows(
                long block, long row, long rows, long length, int bytes, boolean intoBlock) {
            if (intoBlock) {
                CopyKernels.copyRows(block, length, row, distance, rows, length, bytes);
            } else {
                CopyKernels.copyRows(row, distance, block, length, rows, length, bytes);
            }
        }
    }

    /**
     * Rows that repeat, columns that repeat, one element that repeats. Element i lies at {@code (i
     * / inner) mod period}.
     */
    record Repeated(long inner, long period) implements Arrangement {
        /** Brings elements into a block, where they follow each other. */
        void gather(long block, long array, long from, int count, int bytes) {
            if (inner == 1) {
                wrap(block, array, from % period, count, bytes);
            } else {
                spread(block, array, from, count, bytes);
            }
        }

        /** Copies elements of the cycle, beginning at a phase. */
        private void wrap(long block, long array, long phase, int count, int bytes) {
            long done = 0;
            long at = phase;
            while (done < count && done < period) {
                long run = Math.min(Math.min(period - at, count - done), period - done);
                copy(array + at * bytes, block + done * bytes, run * bytes);
                done += run;
                at = 0;
            }
            // One whole period is there now: copying what is there continues the cycle.
            while (done < count) {
                long run = Math.min(done, count - done);
                copy(block, block + done * bytes, run * bytes);
                done += run;
            }
        }

        /** Each element of the cycle {@code inner} times. */
        private void spread(long block, long array, long from, int count, int bytes) {
            long at = from;
            long end = from + count;
            while (at < end) {
                long source = at / inner;
                long run = Math.min(end, (source + 1) * inner) - at;
                CopyKernels.repeat(
                        block + (at - from) * bytes, array + source % period * bytes, bytes, run);
                at += run;
            }
        }

        private static void copy(long from, long to, long bytes) {
            MemorySegment.copy(NativeMemory.ALL, from, NativeMemory.ALL, to, bytes);
        }
    }
}
