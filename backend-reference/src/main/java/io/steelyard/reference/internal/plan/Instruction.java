package io.steelyard.reference.internal.plan;

import io.steelyard.reference.internal.run.Step;

import java.util.List;
import java.util.function.Supplier;

/**
 * A step to be, while buffers have no places yet.
 *
 * @param reads buffers whose content it needs
 * @param writes buffers that it fills, or parts of them; each once
 * @param overlays results that may be computed in the memory of an operand
 * @param step makes the step once every buffer has its place
 */
record Instruction(
        List<Buffer> reads, List<Buffer> writes, List<Overlay> overlays, Supplier<Step> step) {
    Instruction {
        reads = List.copyOf(reads);
        writes = writes.stream().distinct().toList();
        overlays = List.copyOf(overlays);
    }

    /** A result that may take the memory of an operand that is not needed afterwards. */
    record Overlay(Buffer result, Buffer operand) {}
}
