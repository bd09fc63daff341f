package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.chain.GeneratedKernel;
import io.steelyard.reference.internal.kernel.VectorKernel;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Instructions of a {@link FusedProgram} that follow one another: either each by a kernel of its
 * own, or all by a generated one as far as elements fill vectors.
 */
final class FusedSection {
    private final FusedProgram.Instruction[] instructions;
    private final @Nullable GeneratedKernel kernel;

    /**
     * A section.
     *
     * @param kernel the kernel of all of them, which are each a {@link VectorKernel} then
     */
    FusedSection(List<FusedProgram.Instruction> instructions, @Nullable GeneratedKernel kernel) {
        this.instructions = instructions.toArray(FusedProgram.Instruction[]::new);
        this.kernel = kernel;
    }

    /** Runs the instructions on a block. */
    void run(long[] slots, int count) {
        int done = kernel == null ? 0 : kernel.run(slots, count);
        if (done < count) {
            for (FusedProgram.Instruction each : instructions) {
                run(each, slots, done, count - done);
            }
        }
    }

    private static void run(FusedProgram.Instruction each, long[] slots, int from, int count) {
        if (from == 0) {
            each.kernel()
                    .run(
                            slots[each.out()],
                            slots[each.first()],
                            slots[each.second()],
                            slots[each.third()],
                            count);
            return;
        }
        VectorKernel kernel = (VectorKernel) each.kernel();
        kernel.run(
                slots[each.out()] + (long) from * kernel.result().bytes(),
                slots[each.first()] + offset(kernel, 0, from),
                slots[each.second()] + offset(kernel, 1, from),
                slots[each.third()] + offset(kernel, 2, from),
                count);
    }

    /** Where an element of an operand lies; of one that is not there, anywhere. */
    private static long offset(VectorKernel kernel, int operand, int element) {
        return operand < kernel.operands().size()
                ? (long) element * kernel.operands().get(operand).bytes()
                : 0;
    }
}
