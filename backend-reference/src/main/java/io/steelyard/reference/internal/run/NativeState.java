package io.steelyard.reference.internal.run;

import io.steelyard.spi.LayeredState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** State in native memory, one allocation an entry. */
public final class NativeState extends LayeredState {
    private final Arena owner = Arena.ofShared();
    private final Map<String, MemorySegment> memory = new LinkedHashMap<>();

    /** State that owns all of its entries. */
    public NativeState(StateSpec spec) {
        this(spec, null);
    }

    private NativeState(StateSpec spec, @Nullable NativeState shared) {
        super(spec, shared);
        spec.entries().forEach((name, type) -> memory.put(name, allocate(type)));
    }

    private MemorySegment allocate(TensorType type) {
        long bytes = type.bytes();
        return owner.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
    }

    /**
     * State that owns some entries and reads all others from another one. Throws {@code
     * INVALID_ARGUMENT} when that one has an entry of the same name.
     */
    public static NativeState over(NativeState shared, StateSpec own) {
        shared.lock(false);
        try {
            return new NativeState(own, shared);
        } finally {
            shared.unlock(false);
        }
    }

    @Override
    protected NdArray readOwn(String name) {
        NdArray copy = NdArray.zeros(Objects.requireNonNull(spec().entries().get(name)));
        copy.memory().copyFrom(memory(name));
        return copy;
    }

    @Override
    protected void writeOwn(String name, NdArray content) {
        memory(name).copyFrom(content.memory());
    }

    @Override
    protected void closeOwn() {
        owner.close();
    }

    /** Where entries that are there lie, in their order. The lock is held. */
    long[] addresses(Collection<String> names) {
        return names.stream().mapToLong(name -> memory(name).address()).toArray();
    }

    private MemorySegment memory(String name) {
        MemorySegment own = memory.get(name);
        return own != null ? own : ((NativeState) Objects.requireNonNull(shared())).memory(name);
    }
}
