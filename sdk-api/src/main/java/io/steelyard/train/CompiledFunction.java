package io.steelyard.train;

import io.steelyard.spi.Batch;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.NdArray;

import java.util.List;

/** A compiled function over batches, and the class numbers that it reads. */
record CompiledFunction(Executable executable, List<ClassTarget> classTargets)
        implements AutoCloseable {
    /** Throws {@code INVALID_DATA} for a batch with a number that is no class; nothing ran then. */
    List<NdArray> run(DeviceState state, Batch batch, List<NdArray> inputs) {
        classTargets.forEach(target -> target.check(batch));
        return executable.run(state, inputs);
    }

    @Override
    public void close() {
        executable.close();
    }
}
