package io.steelyard.reference.internal.plan;

import io.steelyard.reference.internal.run.Address;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives each buffer its place: results go into the memory of an operand that ends there, new
 * content of a state entry straight into the entry where nobody needs the old content any more, and
 * all else into the smallest free block of one arena.
 */
final class StoragePlan {
    private static final long ALIGNMENT = 64;

    private final List<Instruction> instructions;
    private final List<Buffer> inputs;
    private final TreeMap<Long, Long> freeByOffset = new TreeMap<>();
    private final TreeMap<Long, TreeMap<Long, Long>> freeBySize = new TreeMap<>();
    private long arenaBytes;

    private StoragePlan(List<Instruction> instructions, List<Buffer> inputs) {
        this.instructions = instructions;
        this.inputs = inputs;
    }

    /**
     * Places every buffer.
     *
     * @param inputs buffers that are filled before the first instruction
     * @param keep buffers that are needed after the last one
     * @param writes state entries in the arena's way: what each is replaced by
     * @return bytes of the arena
     */
    static long place(
            List<Instruction> instructions,
            List<Buffer> inputs,
            List<Buffer> keep,
            Map<Buffer, Buffer> writes) {
        StoragePlan plan = new StoragePlan(instructions, inputs);
        plan.lifetimes(keep, writes);
        writes.forEach(plan::layOverState);
        plan.layOverOperands();
        plan.allocate();
        return plan.arenaBytes;
    }

    private void lifetimes(List<Buffer> keep, Map<Buffer, Buffer> writes) {
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            for (Buffer buffer : instruction.reads()) {
                buffer.use(i);
            }
            for (Buffer buffer : instruction.writes()) {
                buffer.define(i);
            }
        }
        int end = instructions.size();
        keep.forEach(buffer -> buffer.use(end));
        writes.values().forEach(buffer -> buffer.use(end));
    }

    /** Computes the new content of an entry in the entry itself, where that loses nothing. */
    private void layOverState(Buffer entry, Buffer content) {
        List<Buffer> chain = new ArrayList<>();
        Buffer current = content;
        while (current.isFree()
                && current.definedAt() != Buffer.BEFORE
                && current.bytes() == entry.bytes()) {
            chain.add(current);
            int defined = current.definedAt();
            if (entry.lastUse() < defined || overlays(defined, current, entry)) {
                // Old content is needed by nobody from here on: the whole chain may live in the
                // entry.
                if (entry.lastUse() <= defined) {
                    chain.forEach(buffer -> buffer.layOver(entry));
                    return;
                }
            }
            Buffer operand = dyingOperand(defined, current);
            if (operand == null) {
                return;
            }
            current = operand;
        }
    }

    private boolean overlays(int instruction, Buffer result, Buffer operand) {
        return instructions
                .get(instruction)
                .overlays()
                .contains(new Instruction.Overlay(result, operand));
    }

    private @Nullable Buffer dyingOperand(int instruction, Buffer result) {
        for (Instruction.Overlay overlay : instructions.get(instruction).overlays()) {
            if (overlay.result() == result
                    && overlay.operand().isFree()
                    && overlay.operand().lastUse() == instruction) {
                return overlay.operand();
            }
        }
        return null;
    }

    private void layOverOperands() {
        for (int i = 0; i < instructions.size(); i++) {
            List<Buffer> taken = new ArrayList<>();
            for (Instruction.Overlay overlay : instructions.get(i).overlays()) {
                Buffer operand = overlay.operand().root();
                if (overlay.result().isFree()
                        && operand.isFree()
                        && overlay.result() != operand
                        && operand.lastUse() == i
                        && operand.bytes() == overlay.result().bytes()
                        && !taken.contains(operand)) {
                    overlay.result().layOver(operand);
                    taken.add(operand);
                }
            }
        }
    }

    private void allocate() {
        List<List<Buffer>> ending = new ArrayList<>();
        for (int i = 0; i <= instructions.size(); i++) {
            ending.add(new ArrayList<>(2));
        }
        for (Buffer input : inputs) {
            open(input, ending);
        }
        for (int i = 0; i < instructions.size(); i++) {
            for (Buffer buffer : instructions.get(i).writes()) {
                if (buffer.isFree() && buffer.definedAt() == i) {
                    open(buffer, ending);
                }
            }
            for (Buffer buffer : ending.get(i)) {
                release(buffer.address().offset(), rounded(buffer.bytes()));
            }
        }
    }

    private void open(Buffer buffer, List<List<Buffer>> ending) {
        buffer.place(new Address(Address.ARENA, take(rounded(buffer.bytes()))));
        ending.get(Math.max(0, buffer.lastUse())).add(buffer);
    }

    private static long rounded(long bytes) {
        return Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    private long take(long bytes) {
        Map.Entry<Long, TreeMap<Long, Long>> fit = freeBySize.ceilingEntry(bytes);
        if (fit == null) {
            Map.Entry<Long, Long> last = freeByOffset.lastEntry();
            // A free block at the end grows instead of staying behind as a hole.
            if (last != null && last.getKey() + last.getValue() == arenaBytes) {
                forget(last.getKey(), last.getValue());
                arenaBytes = last.getKey() + bytes;
                return last.getKey();
            }
            long offset = arenaBytes;
            arenaBytes += bytes;
            return offset;
        }
        long size = fit.getKey();
        long offset = fit.getValue().firstKey();
        forget(offset, size);
        if (size > bytes) {
            remember(offset + bytes, size - bytes);
        }
        return offset;
    }

    private void release(long offset, long bytes) {
        long start = offset;
        long size = bytes;
        Map.Entry<Long, Long> before = freeByOffset.floorEntry(offset);
        if (before != null && before.getKey() + before.getValue() == offset) {
            start = before.getKey();
            size += before.getValue();
            forget(before.getKey(), before.getValue());
        }
        Long after = freeByOffset.get(offset + bytes);
        if (after != null) {
            forget(offset + bytes, after);
            size += after;
        }
        remember(start, size);
    }

    private void remember(long offset, long size) {
        freeByOffset.put(offset, size);
        freeBySize.computeIfAbsent(size, key -> new TreeMap<>()).put(offset, size);
    }

    private void forget(long offset, long size) {
        freeByOffset.remove(offset);
        TreeMap<Long, Long> same = freeBySize.get(size);
        if (same != null) {
            same.remove(offset);
            if (same.isEmpty()) {
                freeBySize.remove(size);
            }
        }
    }
}
