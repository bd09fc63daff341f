package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.CopyKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;

import java.lang.foreign.MemorySegment;

/**
 * Runs a {@link FusedProgram} block by block, so that what is between its operations stays in
 * cache.
 */
public final class FusedStep implements ParallelStep {
    private static final long NOTHING = -1;

    /**
     * Operations of a chain whose parts are of {@link #PART_ELEMENTS}; longer ones have smaller.
     */
    private static final int FEW = 8;

    private final FusedProgram program;
    private final FusedProgram.Input[] inputs;
    private final FusedProgram.Output[] outputs;
    private final FusedProgram.Instruction[] instructions;
    private final long partElements;
    private final int parts;

    public FusedStep(FusedProgram program) {
        this.program = program;
        inputs = program.inputs().toArray(FusedProgram.Input[]::new);
        outputs = program.outputs().toArray(FusedProgram.Output[]::new);
        instructions = program.instructions().toArray(FusedProgram.Instruction[]::new);
        int block = program.block();
        long share = PART_ELEMENTS * FEW / Math.max(FEW, instructions.length);
        long wanted = Math.max(1, (program.elements() + share - 1) / share);
        long blocks = (program.elements() + block - 1) / block;
        partElements = Math.max(1, (blocks + wanted - 1) / wanted) * block;
        parts = Math.toIntExact((program.elements() + partElements - 1) / partElements);
    }

    @Override
    public String name() {
        return "fused";
    }

    @Override
    public int parts() {
        return parts;
    }

    @Override
    public void part(Frame frame, int index) {
        long slotBytes = (long) program.elementBytes() * program.block();
        BlockScratch scratch = BlockScratch.forSlots(program.slots(), slotBytes);
        long[] slots = scratch.slots;
        long[] phases = scratch.phases;
        for (int i = 0; i < program.slots(); i++) {
            slots[i] = scratch.address() + i * slotBytes;
            phases[i] = NOTHING;
        }
        long end = Math.min(program.elements(), (index + 1) * partElements);
        for (long from = index * partElements; from < end; from += program.block()) {
            int count = (int) Math.min(program.block(), end - from);
            long register = scratch.address();
            for (int i = 0; i < inputs.length; i++, register += slotBytes) {
                load(frame, i, from, count, slots, phases, register);
            }
            for (int i = 0; i < outputs.length; i++) {
                if (!outputs[i].staged()) {
                    slots[inputs.length + i] =
                            frame.at(outputs[i].address()) + from * outputs[i].elementBytes();
                }
            }
            for (FusedProgram.Instruction instruction : instructions) {
                instruction
                        .kernel()
                        .run(
                                slots[instruction.out()],
                                slots[instruction.first()],
                                slots[instruction.second()],
                                slots[instruction.third()],
                                count);
            }
            for (int i = 0; i < outputs.length; i++) {
                if (outputs[i].staged()) {
                    int bytes = outputs[i].elementBytes();
                    copy(
                            slots[inputs.length + i],
                            frame.at(outputs[i].address()) + from * bytes,
                            (long) count * bytes);
                }
            }
        }
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
        if (input.isDense(program.elements())) {
            slots[index] = address + from * bytes;
            return;
        }
        if (input.period() == 1) {
            if (phases[index] == NOTHING) {
                CopyKernels.repeat(register, address, bytes, count);
                phases[index] = 0;
            }
            return;
        }
        if (input.inner() == 1) {
            long phase = from % input.period();
            if (phase + count <= input.period()) {
                slots[index] = address + phase * bytes;
                return;
            }
            slots[index] = register;
            if (phases[index] != phase) {
                wrap(register, address, input.period(), phase, bytes, count);
                phases[index] = phase;
            }
            return;
        }
        spread(register, address, input, from, count);
    }

    /** Copies elements of a cycle, beginning at a phase. */
    private static void wrap(
            long out, long address, long period, long phase, int bytes, int count) {
        long done = 0;
        long at = phase;
        while (done < count && done < period) {
            long run = Math.min(Math.min(period - at, count - done), period - done);
            copy(address + at * bytes, out + done * bytes, run * bytes);
            done += run;
            at = 0;
        }
        // One whole period is there now: copying what is there continues the cycle.
        while (done < count) {
            long run = Math.min(done, count - done);
            copy(out, out + done * bytes, run * bytes);
            done += run;
        }
    }

    /** Each element of a cycle {@code inner} times. */
    private static void spread(
            long register, long address, FusedProgram.Input input, long from, int count) {
        int bytes = input.elementBytes();
        long at = from;
        long end = from + count;
        while (at < end) {
            long source = at / input.inner();
            long run = Math.min(end, (source + 1) * input.inner()) - at;
            CopyKernels.repeat(
                    register + (at - from) * bytes,
                    address + source % input.period() * bytes,
                    bytes,
                    run);
            at += run;
        }
    }

    private static void copy(long from, long to, long bytes) {
        MemorySegment.copy(NativeMemory.ALL, from, NativeMemory.ALL, to, bytes);
    }
}
