package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.chain.KernelGenerator;

/**
 * Runs a {@link FusedProgram} block by block, so that what is between its operations stays in
 * cache.
 */
public final class FusedStep implements ParallelStep {
    private static final long NOTHING = -1;

    /** Elements that are whole vectors, however wide those are and however narrow elements. */
    private static final int WHOLE_VECTORS = 64;

    private final FusedProgram program;
    private final FusedProgram.Input[] inputs;
    private final FusedProgram.Output[] outputs;
    private final FusedSection[] sections;
    private final BlockReduction[] reductions;
    private final FusedParts parts;

    public FusedStep(FusedProgram program) {
        this.program = program;
        inputs = program.inputs().toArray(FusedProgram.Input[]::new);
        outputs = program.outputs().toArray(FusedProgram.Output[]::new);
        sections = FusedSections.of(program, KernelGenerator::kernel);
        reductions = program.reductions().toArray(BlockReduction[]::new);
        parts = FusedParts.of(program);
    }

    @Override
    public String name() {
        return "fused";
    }

    @Override
    public int parts() {
        return parts.parts();
    }

    /**
     * Whether the results have the same bits when the elements are cut at any multiples of this
     * number: then all that is cut has whole vectors of any dtype.
     */
    boolean isCutAtMultiplesOf(int number) {
        return number % WHOLE_VECTORS == 0 && program.block() % WHOLE_VECTORS == 0;
    }

    @Override
    public void part(Frame frame, int index) {
        long end = parts.end(index, program.elements());
        for (long from = parts.start(index); from < end; from += parts.run()) {
            range(frame, from, Math.min(end, from + parts.run()));
        }
    }

    /** Computes the elements {@code [start, end)}. */
    void range(Frame frame, long start, long end) {
        long slotBytes = (long) program.elementBytes() * program.block();
        BlockScratch scratch = BlockScratch.forSlots(program.slots() + 1, slotBytes);
        long[] slots = scratch.slots;
        long[] phases = scratch.phases;
        for (int i = 0; i < program.slots(); i++) {
            slots[i] = scratch.address() + i * slotBytes;
            phases[i] = NOTHING;
        }
        for (long from = start; from < end; from += program.block()) {
            int count = (int) Math.min(program.block(), end - from);
            long register = scratch.address();
            for (int i = 0; i < inputs.length; i++, register += slotBytes) {
                load(frame, i, from, count, slots, phases, register);
            }
            for (int i = 0; i < outputs.length; i++, register += slotBytes) {
                slots[inputs.length + i] =
                        isInPlace(outputs[i], from, count)
                                ? place(frame, outputs[i], from)
                                : register;
            }
            for (FusedSection section : sections) {
                section.run(slots, count);
            }
            for (int i = 0; i < outputs.length; i++) {
                FusedProgram.Output output = outputs[i];
                if (!isInPlace(output, from, count)) {
                    output.rows()
                            .scatter(
                                    slots[inputs.length + i],
                                    frame.at(output.address()),
                                    from,
                                    count,
                                    output.elementBytes());
                }
            }
            for (BlockReduction reduction : reductions) {
                long joined = scratch.address() + program.slots() * slotBytes;
                reduction.take(frame, slots[reduction.slot()], from, count, joined);
            }
        }
    }

    /** Whether the results of a block are computed where they belong. */
    private static boolean isInPlace(FusedProgram.Output output, long from, int count) {
        return !output.staged() && output.rows().isOneRow(from, count);
    }

    private static long place(Frame frame, FusedProgram.Output output, long from) {
        return frame.at(output.address()) + output.rows().offset(from) * output.elementBytes();
    }

    /** Points the slot of an input to the elements of a block, or brings them into its register. */
    private void load(
            Frame frame,
            int index,
            long from,
            int count,
            long[] slots,
            long[] phases,
            long register) {
        FusedProgram.Input input = inputs[index];
        int bytes = input.elementBytes();
        long address = frame.at(input.address());
        switch (input.arrangement()) {
            case Arrangement.Rows rows -> {
                if (rows.isOneRow(from, count)) {
                    slots[index] = address + rows.offset(from) * bytes;
                } else {
                    slots[index] = register;
                    rows.gather(register, address, from, count, bytes);
                }
            }
            case Arrangement.Repeated repeated -> {
                long period = repeated.period();
                long phase = from / repeated.inner() % period;
                boolean cycles = repeated.inner() == 1;
                if (cycles && period > 1 && phase + count <= period) {
                    slots[index] = address + phase * bytes;
                    return;
                }
                slots[index] = register;
                // What a register has of a cycle stays good for the next block of this phase.
                if (!(cycles || period == 1) || phases[index] != phase) {
                    repeated.gather(register, address, from, count, bytes);
                    phases[index] = phase;
                }
            }
        }
    }
}
