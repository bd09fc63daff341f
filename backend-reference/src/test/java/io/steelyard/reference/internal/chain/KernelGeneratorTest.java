package io.steelyard.reference.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.kernel.FloatKernel;
import io.steelyard.reference.internal.kernel.FloatLanes;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.util.List;

/** That the JVM compiles generated kernels without boxing a vector, and that they are used then. */
@Tag("allocation")
final class KernelGeneratorTest {
    @BeforeAll
    static void asABackendDoes() {
        CompilerDirectives.install();
    }

    /** A chain in which a function has others before and behind it. */
    private static Chain chain(FloatKernel kernel) {
        return new Chain(
                List.of(new Chain.Input(0, false), new Chain.Input(1, true)),
                List.of(
                        new Chain.Operation(FloatKernel.ADD, List.of(0, 1)),
                        new Chain.Operation(kernel, List.of(2, 0).subList(0, kernel.operands())),
                        new Chain.Operation(FloatKernel.MUL, List.of(3, 0))),
                List.of(new Chain.Result(4, 2)));
    }

    @ParameterizedTest
    @EnumSource
    void allocateNothingOnceTheyAreCompiled(FloatKernel kernel) {
        Chain chain = chain(kernel);
        assertThat(KernelGenerator.isCompiled(ReadyKernels.define(chain), chain)).isTrue();
    }

    @Test
    @Timeout(60)
    void areUsedOnceEnoughWasComputed() throws InterruptedException {
        GeneratedKernel kernel = new GeneratedKernel(chain(FloatKernel.MAX));
        int count = 2 * FloatLanes.LANES;
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate((long) count * Float.BYTES, 64).address();
            long[] slots = {address, address, address};
            long computed = 0;
            while (computed < 1 << 22) {
                assertThat(kernel.run(slots, count)).as("not there yet").isZero();
                computed += count;
            }
            while (kernel.run(slots, count) == 0) {
                Thread.sleep(10);
            }
            assertThat(kernel.run(slots, count + 1)).isEqualTo(count);
        }
    }
}
