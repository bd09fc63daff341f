package io.steelyard.reference.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.kernel.FloatLanes;
import io.steelyard.reference.internal.kernel.VectorElement;
import io.steelyard.reference.internal.kernel.VectorKernel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** That the JVM compiles generated kernels without boxing a vector, and that they are used then. */
@Tag("allocation")
final class KernelGeneratorTest {
    @BeforeAll
    static void asABackendDoes() {
        CompilerDirectives.install();
    }

    /** A function that takes and gives what lies in memory, but for one element all over. */
    private static Chain chain(VectorKernel kernel) {
        List<Chain.Input> inputs = new ArrayList<>();
        List<Integer> operands = new ArrayList<>();
        for (VectorElement operand : kernel.operands()) {
            operands.add(inputs.size());
            inputs.add(new Chain.Input(inputs.size(), operand, inputs.size() == 1));
        }
        return new Chain(
                inputs,
                List.of(new Chain.Operation(kernel, operands)),
                List.of(new Chain.Result(inputs.size(), inputs.size())));
    }

    @ParameterizedTest
    @EnumSource
    void allocateNothingOnceTheyAreCompiled(VectorKernel kernel) {
        Chain chain = chain(kernel);
        assertThat(KernelGenerator.isCompiled(ReadyKernels.define(chain), chain)).isTrue();
    }

    @Test
    @Timeout(60)
    void areUsedOnceEnoughWasComputed() throws InterruptedException {
        GeneratedKernel kernel = new GeneratedKernel(chain(VectorKernel.MAX));
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
