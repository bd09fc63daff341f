package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.CopyKernels;

/** Copies a part out of a dense tensor, or into one. */
public final class DynamicSliceStep implements SelectingStep {
    private final Address tensor;
    private final Address part;
    private final Window window;
    private final boolean intoTensor;
    private final int elementBytes;
    private final int[] sizes;
    private final long[] tensorStrides;
    private final long[] partStrides;

    /**
     * A copy between a tensor and a dense part.
     *
     * @param intoTensor whether the part goes into the tensor
     */
    public DynamicSliceStep(
            Address tensor, Address part, Window window, boolean intoTensor, int elementBytes) {
        this.tensor = tensor;
        this.part = part;
        this.window = window;
        this.intoTensor = intoTensor;
        this.elementBytes = elementBytes;
        int rank = window.part().length;
        sizes = new int[Math.max(1, rank)];
        sizes[0] = 1;
        for (int axis = 0; axis < rank; axis++) {
            sizes[axis] = Math.toIntExact(window.part()[axis]);
        }
        tensorStrides = rank == 0 ? new long[] {1} : window.strides();
        partStrides =
                rank == 0
                        ? new long[] {1}
                        : new Window(window.starts(), window.part(), window.part()).strides();
    }

    @Override
    public String name() {
        return intoTensor ? "dynamic_update_slice" : "dynamic_slice";
    }

    @Override
    public long selectedBytes() {
        long elements = 1;
        for (int size : sizes) {
            elements *= size;
        }
        return elements * elementBytes;
    }

    @Override
    public void run(Frame frame) {
        long inTensor = frame.at(tensor) + window.offset(frame) * elementBytes;
        long inPart = frame.at(part);
        if (intoTensor) {
            CopyKernels.copy(inTensor, inPart, sizes, tensorStrides, partStrides, elementBytes);
        } else {
            CopyKernels.copy(inPart, inTensor, sizes, partStrides, tensorStrides, elementBytes);
        }
    }
}
