package io.steelyard.reference.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.reference.internal.chain.Chain;
import io.steelyard.reference.internal.chain.ReadyKernels;
import io.steelyard.reference.internal.kernel.BlockKernel;
import io.steelyard.reference.internal.kernel.FloatKernel;
import io.steelyard.reference.internal.kernel.UnaryKernels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Sections with generated kernels leave in memory what their instructions leave one by one. */
final class FusedSectionTest {
    /** More than one vector, and some elements that fill none. */
    private static final int COUNT = 83;

    private static final int INPUTS = 4;
    private static final int OUTPUTS = 3;
    private static final int REGISTERS = 3;

    /** No kernel that can be generated: it parts the chains before and behind it. */
    private static final BlockKernel COSINE =
            (out, x, b, c, count) -> UnaryKernels.cos(out, x, count);

    private static FusedProgram program(List<FusedProgram.Instruction> instructions) {
        List<FusedProgram.Input> inputs = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            Arrangement arrangement =
                    i == 0 ? new Arrangement.Repeated(1, 1) : Arrangement.Rows.dense(COUNT);
            inputs.add(new FusedProgram.Input(new Address(0, 0), Float.BYTES, arrangement));
        }
        List<FusedProgram.Output> outputs = new ArrayList<>();
        for (int i = 0; i < OUTPUTS; i++) {
            outputs.add(
                    new FusedProgram.Output(
                            new Address(0, 0), Float.BYTES, Arrangement.Rows.dense(COUNT), false));
        }
        return new FusedProgram(
                COUNT, COUNT, Float.BYTES, inputs, outputs, REGISTERS, instructions);
    }

    /** Instructions that read what was written before, and write outputs and registers again. */
    private static List<FusedProgram.Instruction> random(Random random, int count) {
        FloatKernel[] kernels = FloatKernel.values();
        List<Integer> written = new ArrayList<>(List.of(0, 1, 2, 3));
        List<FusedProgram.Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int out = INPUTS + random.nextInt(OUTPUTS + REGISTERS);
            int first = written.get(random.nextInt(written.size()));
            int second = written.get(random.nextInt(written.size()));
            BlockKernel kernel =
                    random.nextInt(8) == 0 ? COSINE : kernels[random.nextInt(kernels.length)];
            boolean one = !(kernel instanceof FloatKernel each) || each.operands() == 1;
            instructions.add(
                    new FusedProgram.Instruction(kernel, out, first, one ? first : second, first));
            written.add(out);
        }
        return instructions;
    }

    private static MemorySegment[] slots(Arena arena, long seed) {
        Random random = new Random(seed);
        MemorySegment[] slots = new MemorySegment[INPUTS + OUTPUTS + REGISTERS];
        for (int slot = 0; slot < slots.length; slot++) {
            slots[slot] = arena.allocate(COUNT * (long) Float.BYTES, 64);
            float same = (float) random.nextGaussian();
            for (int i = 0; i < COUNT; i++) {
                slots[slot].setAtIndex(
                        ValueLayout.JAVA_FLOAT,
                        i,
                        slot == 0 ? same : (float) random.nextGaussian() * 3);
            }
        }
        return slots;
    }

    private static long[] addresses(MemorySegment[] slots) {
        return Arrays.stream(slots).mapToLong(MemorySegment::address).toArray();
    }

    private static void requireSame(List<FusedProgram.Instruction> instructions, long seed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] expected = slots(arena, seed);
            long[] at = addresses(expected);
            for (FusedProgram.Instruction each : instructions) {
                each.kernel()
                        .run(
                                at[each.out()],
                                at[each.first()],
                                at[each.second()],
                                at[each.third()],
                                COUNT);
            }
            MemorySegment[] given = slots(arena, seed);
            for (FusedSection section : FusedSection.of(program(instructions), ReadyKernels::of)) {
                section.run(addresses(given), COUNT);
            }
            for (int output = INPUTS; output < INPUTS + OUTPUTS; output++) {
                assertThat(bits(given[output]))
                        .as("seed %d, output %d of %s", seed, output, instructions)
                        .isEqualTo(bits(expected[output]));
            }
        }
    }

    /** All NaNs are one: which of the many is no promise. */
    private static int[] bits(MemorySegment slot) {
        float[] values = slot.toArray(ValueLayout.JAVA_FLOAT);
        int[] bits = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 12, 40})
    void randomProgramsGiveTheSameBits(int instructions) {
        for (int seed = 0; seed < 40; seed++) {
            requireSame(random(new Random(seed), instructions), seed);
        }
    }

    private static FusedProgram.Instruction instruction(BlockKernel kernel, int out, int in) {
        return new FusedProgram.Instruction(kernel, out, in, in, in);
    }

    private static List<Chain> chains(FusedProgram.Instruction... instructions) {
        List<Chain> chains = new ArrayList<>();
        FusedSection.of(
                program(List.of(instructions)),
                chain -> {
                    chains.add(chain);
                    return ReadyKernels.of(chain);
                });
        return chains;
    }

    @Test
    void whatIsReadByNoneIsNotWritten() {
        int register = INPUTS + OUTPUTS;
        List<Chain> chains =
                chains(
                        instruction(FloatKernel.NEG, register, 1),
                        instruction(FloatKernel.ABS, register + 1, register),
                        instruction(FloatKernel.SQRT, INPUTS, register + 1));
        assertThat(chains).hasSize(1);
        assertThat(chains.getFirst().results()).containsExactly(new Chain.Result(3, INPUTS));
    }

    @Test
    void whatALaterSectionReadsIsWritten() {
        int register = INPUTS + OUTPUTS;
        List<Chain> chains =
                chains(
                        instruction(FloatKernel.NEG, register, 1),
                        instruction(FloatKernel.ABS, register + 1, register),
                        instruction(COSINE, register + 2, register + 1),
                        instruction(FloatKernel.NEG, INPUTS, register + 2),
                        instruction(FloatKernel.ABS, INPUTS + 1, INPUTS));
        assertThat(chains).hasSize(2);
        assertThat(chains.getFirst().results()).containsExactly(new Chain.Result(2, register + 1));
        assertThat(chains.getLast().inputs()).containsExactly(new Chain.Input(register + 2, false));
    }

    @Test
    void anInputOfOneElementIsMarked() {
        List<Chain> chains =
                chains(
                        instruction(FloatKernel.NEG, INPUTS, 0),
                        new FusedProgram.Instruction(FloatKernel.ADD, INPUTS + 1, INPUTS, 1, 1));
        assertThat(chains.getFirst().inputs())
                .containsExactly(new Chain.Input(0, true), new Chain.Input(1, false));
    }

    @Test
    void twoLongFunctionsAreNotInOneChain() {
        assertThat(
                        chains(
                                instruction(FloatKernel.TANH, INPUTS, 1),
                                instruction(FloatKernel.NEG, INPUTS + 1, INPUTS),
                                instruction(FloatKernel.EXP, INPUTS + 2, INPUTS + 1),
                                instruction(FloatKernel.NEG, INPUTS, INPUTS + 2)))
                .hasSize(2);
    }

    @Test
    void aSingleOperationHasItsOwnKernel() {
        assertThat(
                        chains(
                                instruction(FloatKernel.TANH, INPUTS, 1),
                                instruction(FloatKernel.EXP, INPUTS + 1, INPUTS)))
                .isEmpty();
    }
}
