package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.ORDER;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions that give or take BOOL, as {@link FloatFunctions}: a vector of them is a mask of F32
 * lanes.
 */
final class FloatMasks {
    /** Whether there are vectors of as many bytes as there are floats in a vector. */
    static final boolean AVAILABLE = ByteLanes.LANES == FloatLanes.LANES;

    private FloatMasks() {}

    /** The mask of the bytes at an address, each 0 or 1. */
    static VectorMask<Float> loadMask(long address) {
        return ByteVector.fromMemorySegment(ByteLanes.SPECIES, ALL, address, ORDER)
                .compare(VectorOperators.NE, (byte) 0)
                .cast(SPECIES);
    }

    /** Writes a mask as bytes, each 0 or 1. */
    static void storeMask(VectorMask<Float> mask, long address) {
        ByteVector.zero(ByteLanes.SPECIES)
                .blend((byte) 1, mask.cast(ByteLanes.SPECIES))
                .intoMemorySegment(ALL, address, ORDER);
    }

    static VectorMask<Float> eq(FloatVector left, FloatVector right) {
        return left.compare(VectorOperators.EQ, right);
    }

    static VectorMask<Float> ne(FloatVector left, FloatVector right) {
        return left.compare(VectorOperators.NE, right);
    }

    static VectorMask<Float> lt(FloatVector left, FloatVector right) {
        return left.compare(VectorOperators.LT, right);
    }

    static VectorMask<Float> le(FloatVector left, FloatVector right) {
        return left.compare(VectorOperators.LE, right);
    }

    static VectorMask<Float> gt(FloatVector left, FloatVector right) {
        return left.compare(VectorOperators.GT, right);
    }

    static VectorMask<Float> ge(FloatVector left, FloatVector right) {
        return left.compare(VectorOperators.GE, right);
    }

    static VectorMask<Float> and(VectorMask<Float> left, VectorMask<Float> right) {
        return left.and(right);
    }

    static VectorMask<Float> or(VectorMask<Float> left, VectorMask<Float> right) {
        return left.or(right);
    }

    static VectorMask<Float> xor(VectorMask<Float> left, VectorMask<Float> right) {
        return left.xor(right);
    }

    static VectorMask<Float> not(VectorMask<Float> mask) {
        return mask.not();
    }

    static FloatVector select(
            VectorMask<Float> condition, FloatVector onTrue, FloatVector onFalse) {
        return onFalse.blend(onTrue, condition);
    }

    static FloatVector toFloats(VectorMask<Float> mask) {
        return FloatVector.zero(SPECIES).blend(1f, mask);
    }

    static VectorMask<Float> toMask(FloatVector x) {
        return x.compare(VectorOperators.NE, 0f);
    }
}
