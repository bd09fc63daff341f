package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.BlockKernel;

import java.util.List;

/**
 * Elementwise operations over one iteration space, as instructions over slots. A slot is the
 * current block of an input, of an output, or a register: first all inputs, then all outputs, then
 * the registers.
 *
 * @param elements how many elements each output has
 * @param block elements that are computed at a time
 * @param elementBytes of the widest element that a register holds
 * @param registers registers of {@code elementBytes * block} bytes
 * @param reductions what is reduced of each block, all along one axis
 */
public record FusedProgram(
        long elements,
        int block,
        int elementBytes,
        List<Input> inputs,
        List<Output> outputs,
        int registers,
        List<Instruction> instructions,
        List<BlockReduction> reductions) {
    public FusedProgram {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        instructions = List.copyOf(instructions);
        reductions = List.copyOf(reductions);
        if (reductions.stream().map(BlockReduction::axis).distinct().count() > 1) {
            throw new IllegalArgumentException("Reductions of one program need one axis.");
        }
    }

    /** What is read. */
    public record Input(Address address, int elementBytes, Arrangement arrangement) {}

    /**
     * What is written.
     *
     * @param staged whether the results of a block are written only after every input of the block
     *     has been read, because they take an input's place
     */
    public record Output(
            Address address, int elementBytes, Arrangement.Rows rows, boolean staged) {}

    /** One operation on slots; unused operands repeat the first one. */
    public record Instruction(BlockKernel kernel, int out, int first, int second, int third) {}

    int slots() {
        return inputs.size() + outputs.size() + registers;
    }
}
