package io.steelyard.reference.internal.run;

import static io.steelyard.reference.internal.kernel.VectorElement.BOOL;
import static io.steelyard.reference.internal.kernel.VectorElement.FLOAT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.reference.internal.chain.Chain;
import io.steelyard.reference.internal.chain.ReadyKernels;
import io.steelyard.reference.internal.kernel.BlockKernel;
import io.steelyard.reference.internal.kernel.ReduceKernels;
import io.steelyard.reference.internal.kernel.UnaryKernels;
import io.steelyard.reference.internal.kernel.VectorElement;
import io.steelyard.reference.internal.kernel.VectorKernel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Sections with generated kernels leave in memory what their instructions leave one by one. */
final class FusedSectionTest {
    /** More than one vector, and some elements that fill none. */
    private static final int COUNT = 83;

    private static final VectorElement[] INPUT_ELEMENTS = {FLOAT, FLOAT, FLOAT, FLOAT, BOOL, BOOL};
    private static final VectorElement[] OUTPUT_ELEMENTS = {FLOAT, FLOAT, FLOAT, BOOL};
    private static final int INPUTS = INPUT_ELEMENTS.length;
    private static final int OUTPUTS = OUTPUT_ELEMENTS.length;
    private static final int REGISTERS = 4;

    /** Inputs that are one element, repeated. */
    private static final Set<Integer> SAME = Set.of(0, 5);

    /** No kernel that can be generated: it parts the chains before and behind it. */
    private static final BlockKernel COSINE =
            (out, x, b, c, count) -> UnaryKernels.cos(out, x, count);

    private static FusedProgram program(List<FusedProgram.Instruction> instructions) {
        return program(instructions, List.of());
    }

    private static FusedProgram program(
            List<FusedProgram.Instruction> instructions, List<BlockReduction> reductions) {
        List<FusedProgram.Input> inputs = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            Arrangement arrangement =
                    SAME.contains(i)
                            ? new Arrangement.Repeated(1, 1)
                            : Arrangement.Rows.dense(COUNT);
            inputs.add(
                    new FusedProgram.Input(
                            new Address(0, 0), INPUT_ELEMENTS[i].bytes(), arrangement));
        }
        List<FusedProgram.Output> outputs = new ArrayList<>();
        for (VectorElement element : OUTPUT_ELEMENTS) {
            outputs.add(
                    new FusedProgram.Output(
                            new Address(0, 0),
                            element.bytes(),
                            Arrangement.Rows.dense(COUNT),
                            false));
        }
        return new FusedProgram(
                COUNT, COUNT, Float.BYTES, inputs, outputs, REGISTERS, instructions, reductions);
    }

    /**
     * Instructions that read what was written before, and write outputs and registers again;
     * registers hold now numbers, now truth values.
     */
    private static List<FusedProgram.Instruction> random(Random random, int count) {
        Map<Integer, VectorElement> elements = new LinkedHashMap<>();
        for (int i = 0; i < INPUTS; i++) {
            elements.put(i, INPUT_ELEMENTS[i]);
        }
        List<FusedProgram.Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (random.nextInt(10) == 0) {
                int in = any(random, elements, FLOAT);
                int out = out(random, FLOAT, List.of(in));
                instructions.add(new FusedProgram.Instruction(COSINE, out, in, in, in));
                elements.put(out, FLOAT);
                continue;
            }
            VectorKernel kernel =
                    VectorKernel.values()[random.nextInt(VectorKernel.values().length)];
            List<Integer> operands = new ArrayList<>();
            for (VectorElement operand : kernel.operands()) {
                operands.add(any(random, elements, operand));
            }
            int out = out(random, kernel.result(), operands);
            int last = operands.size() - 1;
            instructions.add(
                    new FusedProgram.Instruction(
                            kernel,
                            out,
                            operands.getFirst(),
                            operands.get(Math.min(1, last)),
                            operands.get(Math.min(2, last))));
            elements.put(out, kernel.result());
        }
        return instructions;
    }

    private static int any(
            Random random, Map<Integer, VectorElement> elements, VectorElement wanted) {
        List<Integer> slots =
                elements.keySet().stream().filter(slot -> elements.get(slot) == wanted).toList();
        return slots.get(random.nextInt(slots.size()));
    }

    private static int out(Random random, VectorElement element, List<Integer> operands) {
        List<Integer> slots = new ArrayList<>();
        for (int output = 0; output < OUTPUTS; output++) {
            if (OUTPUT_ELEMENTS[output] == element) {
                slots.add(INPUTS + output);
            }
        }
        for (int register = 0; register < REGISTERS; register++) {
            slots.add(INPUTS + OUTPUTS + register);
        }
        slots.removeAll(operands);
        return slots.get(random.nextInt(slots.size()));
    }

    private static MemorySegment[] slots(Arena arena, long seed) {
        Random random = new Random(seed);
        MemorySegment[] slots = new MemorySegment[INPUTS + OUTPUTS + REGISTERS];
        for (int slot = 0; slot < slots.length; slot++) {
            slots[slot] = arena.allocate(COUNT * (long) Float.BYTES, 64);
            float same = (float) random.nextGaussian();
            for (int i = 0; i < COUNT; i++) {
                float number = SAME.contains(slot) ? same : (float) random.nextGaussian() * 3;
                if (slot < INPUTS && INPUT_ELEMENTS[slot] == BOOL) {
                    slots[slot].set(ValueLayout.JAVA_BYTE, i, (byte) (number > 0 ? 1 : 0));
                } else {
                    slots[slot].setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
                }
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
            for (FusedSection section : FusedSections.of(program(instructions), ReadyKernels::of)) {
                section.run(addresses(given), COUNT);
            }
            for (int output = INPUTS; output < INPUTS + OUTPUTS; output++) {
                VectorElement element = OUTPUT_ELEMENTS[output - INPUTS];
                assertThat(text(given[output], element))
                        .as("seed %d, output %d of %s", seed, output, instructions)
                        .isEqualTo(text(expected[output], element));
            }
        }
    }

    /** The elements; all NaNs are one: which of the many is no promise. */
    private static List<String> text(MemorySegment slot, VectorElement element) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            text.add(
                    switch (element) {
                        case FLOAT -> Float.toString(slot.getAtIndex(ValueLayout.JAVA_FLOAT, i));
                        case BOOL -> Byte.toString(slot.get(ValueLayout.JAVA_BYTE, i));
                    });
        }
        return text;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 12, 40})
    void randomProgramsGiveTheSameBits(int instructions) {
        for (int seed = 0; seed < 60; seed++) {
            requireSame(random(new Random(seed), instructions), seed);
        }
    }

    private static FusedProgram.Instruction instruction(BlockKernel kernel, int out, int in) {
        return new FusedProgram.Instruction(kernel, out, in, in, in);
    }

    private static List<Chain> chains(FusedProgram.Instruction... instructions) {
        return chains(program(List.of(instructions)));
    }

    private static List<Chain> chains(FusedProgram program) {
        List<Chain> chains = new ArrayList<>();
        FusedSections.of(
                program,
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
                        instruction(VectorKernel.NEG, register, 1),
                        instruction(VectorKernel.ABS, register + 1, register),
                        instruction(VectorKernel.SQRT, INPUTS, register + 1));
        assertThat(chains).hasSize(1);
        assertThat(chains.getFirst().results()).containsExactly(new Chain.Result(3, INPUTS));
    }

    private static BlockReduction sum(int slot, MiddleAxis axis) {
        ReduceStep.Kernel kernel =
                new ReduceStep.Kernel(
                        ReduceKernels::sumRows, ReduceKernels::sumMiddle, VectorKernel.ADD);
        return new BlockReduction(kernel, Float.BYTES, slot, new Address(0, 0), axis);
    }

    @Test
    void whatIsReducedIsWritten() {
        int register = INPUTS + OUTPUTS;
        List<FusedProgram.Instruction> instructions =
                List.of(
                        instruction(VectorKernel.NEG, register, 1),
                        instruction(VectorKernel.ABS, register + 1, register),
                        instruction(VectorKernel.SQRT, INPUTS, register + 1));
        BlockReduction reduction = sum(register, new MiddleAxis(1, COUNT, 1));
        List<Chain> chains = chains(program(instructions, List.of(reduction)));
        assertThat(chains).hasSize(1);
        assertThat(chains.getFirst().results())
                .containsExactlyInAnyOrder(
                        new Chain.Result(1, register), new Chain.Result(3, INPUTS));
    }

    @Test
    void reductionsOfOneProgramAreAlongOneAxis() {
        assertThatThrownBy(
                        () ->
                                program(
                                        List.of(),
                                        List.of(
                                                sum(INPUTS, new MiddleAxis(1, COUNT, 1)),
                                                sum(INPUTS, new MiddleAxis(COUNT, 1, 1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one axis");
    }

    @Test
    void whatALaterSectionReadsIsWritten() {
        int register = INPUTS + OUTPUTS;
        List<Chain> chains =
                chains(
                        instruction(VectorKernel.NEG, register, 1),
                        instruction(VectorKernel.ABS, register + 1, register),
                        instruction(COSINE, register + 2, register + 1),
                        instruction(VectorKernel.NEG, INPUTS, register + 2),
                        instruction(VectorKernel.ABS, INPUTS + 1, INPUTS));
        assertThat(chains).hasSize(2);
        assertThat(chains.getFirst().results()).containsExactly(new Chain.Result(2, register + 1));
        assertThat(chains.getLast().inputs())
                .containsExactly(new Chain.Input(register + 2, FLOAT, false));
    }

    @Test
    void anInputOfOneElementIsMarked() {
        List<Chain> chains =
                chains(
                        instruction(VectorKernel.NEG, INPUTS, 0),
                        new FusedProgram.Instruction(VectorKernel.ADD, INPUTS + 1, INPUTS, 1, 1));
        assertThat(chains.getFirst().inputs())
                .containsExactly(new Chain.Input(0, FLOAT, true), new Chain.Input(1, FLOAT, false));
    }

    @Test
    void twoLongFunctionsAreNotInOneChain() {
        assertThat(
                        chains(
                                instruction(VectorKernel.TANH, INPUTS, 1),
                                instruction(VectorKernel.NEG, INPUTS + 1, INPUTS),
                                instruction(VectorKernel.EXP, INPUTS + 2, INPUTS + 1),
                                instruction(VectorKernel.NEG, INPUTS, INPUTS + 2)))
                .hasSize(2);
    }

    @Test
    void numbersAreNotWrittenOverTruthValuesThatAreStillRead() {
        int register = INPUTS + OUTPUTS;
        // The condition lies in a register that the result takes next.
        List<Chain> chains =
                chains(
                        instruction(VectorKernel.FLOAT_TO_BOOL, register, 1),
                        instruction(COSINE, INPUTS, 1),
                        instruction(VectorKernel.NOT, register + 1, register),
                        instruction(VectorKernel.BOOL_TO_FLOAT, INPUTS + 1, register + 1),
                        instruction(VectorKernel.NEG, register, INPUTS + 1),
                        instruction(VectorKernel.ABS, INPUTS + 2, register));
        assertThat(chains).hasSize(2);
        assertThat(chains.getFirst().operations())
                .extracting(Chain.Operation::kernel)
                .containsExactly(VectorKernel.NOT, VectorKernel.BOOL_TO_FLOAT);
    }

    @Test
    void aSingleOperationHasItsOwnKernel() {
        assertThat(
                        chains(
                                instruction(VectorKernel.TANH, INPUTS, 1),
                                instruction(VectorKernel.EXP, INPUTS + 1, INPUTS)))
                .isEmpty();
    }
}
