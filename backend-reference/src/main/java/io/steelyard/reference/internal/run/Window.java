package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.NativeMemory;

/**
 * A part of a dense tensor whose start is known when the step runs.
 *
 * @param starts address of one int for each axis
 * @param sizes of the tensor
 * @param part sizes of the part, no larger
 */
public record Window(Address starts, long[] sizes, long[] part) {
    /** Elements before the part's first element; starts clamp so that the part lies inside. */
    long offset(Frame frame) {
        long address = frame.at(starts);
        long offset = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            long start = NativeMemory.getInt(address + 4L * axis);
            offset = offset * sizes[axis] + Math.clamp(start, 0, sizes[axis] - part[axis]);
        }
        return offset;
    }

    /** Elements to step over for one step along each axis of the tensor. */
    long[] strides() {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return strides;
    }
}
