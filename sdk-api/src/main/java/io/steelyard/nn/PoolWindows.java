package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Op;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** The windows of a pooling over {@code [batch, spatial.., channels]}. */
final class PoolWindows {
    private PoolWindows() {}

    /**
     * One for each axis of the input. Throws {@code INVALID_PROGRAM} where the kernel does not fit,
     * and for padding in which a window would lie altogether.
     */
    static List<Op.Window> of(Kernel kernel, TensorType input) {
        List<Op.Window> windows = new ArrayList<>();
        windows.add(Op.Window.one());
        for (Op.Sweep sweep : kernel.sweeps(input)) {
            int axis = windows.size() - 1;
            if (Math.max(sweep.low(), sweep.high()) >= kernel.extent(axis)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_PROGRAM,
                        "A pooling with a kernel of sizes "
                                + kernel.sizes()
                                + " has "
                                + Math.max(sweep.low(), sweep.high())
                                + " elements of padding on a side of spatial axis "
                                + axis
                                + "; accepted are fewer than the "
                                + kernel.extent(axis)
                                + " that the kernel spans, so that each window meets the input.");
            }
            windows.add(new Op.Window(kernel.sizes().get(axis), sweep));
        }
        windows.add(Op.Window.one());
        return windows;
    }
}
