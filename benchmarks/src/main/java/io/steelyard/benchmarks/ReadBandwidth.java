package io.steelyard.benchmarks;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast some threads together read memory that no cache holds: the bound of what reads each
 * weight once. Owns its memory and threads.
 */
public final class ReadBandwidth implements AutoCloseable {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final long STEP = 4L * SPECIES.vectorByteSize();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ExecutorService threads;
    private final int count;

    /**
     * @param bytes to read; many times what the caches hold
     * @param count threads
     */
    public ReadBandwidth(long bytes, int count) {
        this.count = count;
        memory = arena.allocate(bytes / (count * STEP) * count * STEP, 64);
        memory.fill((byte) 0); // a page that was never written is no memory
        threads = Executors.newFixedThreadPool(count);
        MemorySegment little = memory.asSlice(0, 64 * STEP);
        for (int i = 0; i < 20_000; i++) {
            sum(little);
        }
    }

    /** Reads all of it once; the speed in 10^9 bytes a second. */
    public double measure() {
        long part = memory.byteSize() / count;
        List<Future<Float>> sums = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            MemorySegment own = memory.asSlice(i * part, part);
            sums.add(threads.submit(() -> sum(own)));
        }
        for (Future<Float> sum : sums) {
            if (value(sum) != 0) {
                throw new IllegalStateException("What was filled with 0 has another sum.");
            }
        }
        return memory.byteSize() / (double) (System.nanoTime() - start);
    }

    private static float value(Future<Float> sum) {
        try {
            return sum.get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("Memory could not be read.", failure);
        }
    }

    private static float sum(MemorySegment segment) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        ByteOrder order = ByteOrder.nativeOrder();
        long vector = SPECIES.vectorByteSize();
        for (long at = 0; at < segment.byteSize(); at += STEP) {
            s0 = s0.add(FloatVector.fromMemorySegment(SPECIES, segment, at, order));
            s1 = s1.add(FloatVector.fromMemorySegment(SPECIES, segment, at + vector, order));
            s2 = s2.add(FloatVector.fromMemorySegment(SPECIES, segment, at + 2 * vector, order));
            s3 = s3.add(FloatVector.fromMemorySegment(SPECIES, segment, at + 3 * vector, order));
        }
        return s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public void close() {
        threads.shutdown();
        arena.close();
    }
}
