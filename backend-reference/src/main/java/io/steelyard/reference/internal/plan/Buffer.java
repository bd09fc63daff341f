package io.steelyard.reference.internal.plan;

import io.steelyard.reference.internal.run.Address;

import org.jspecify.annotations.Nullable;

/**
 * Memory for one value, before and after it has a place. A buffer in the arena gets its place from
 * {@link StoragePlan}; constants and state entries have theirs from the start.
 */
final class Buffer {
    /** Before the first instruction: an input, a constant, a state entry. */
    static final int BEFORE = -1;

    private final long bytes;
    private final boolean inArena;
    private @Nullable Address address;
    private @Nullable Buffer host;
    private int definedAt = BEFORE;
    private int lastUse = BEFORE;

    private Buffer(long bytes, boolean inArena, @Nullable Address address) {
        this.bytes = bytes;
        this.inArena = inArena;
        this.address = address;
    }

    /** A buffer of a run, placed later. */
    static Buffer inArena(long bytes) {
        return new Buffer(bytes, true, null);
    }

    /** A buffer with a place of its own. */
    static Buffer fixed(long bytes, Address address) {
        return new Buffer(bytes, false, address);
    }

    long bytes() {
        return bytes;
    }

    /** Whether it waits for a place: in the arena and not laid over another buffer. */
    boolean isFree() {
        return inArena && host == null;
    }

    /** Whether it is the content of a state entry. */
    boolean isState() {
        return address != null && address.base() >= Address.STATE;
    }

    /** The buffer whose memory this one takes over; itself when none. */
    Buffer root() {
        Buffer buffer = this;
        while (buffer.host != null) {
            buffer = buffer.host;
        }
        return buffer;
    }

    /** Takes the memory of another buffer, whose content is not needed any more. */
    void layOver(Buffer other) {
        host = other;
        other.lastUse = Math.max(other.lastUse, lastUse);
    }

    void place(Address at) {
        address = at;
    }

    Address address() {
        Address place = root().address;
        if (place == null) {
            throw new IllegalStateException(
                    "A buffer of " + bytes + " bytes was used before it had a place.");
        }
        return place;
    }

    int definedAt() {
        return definedAt;
    }

    int lastUse() {
        return lastUse;
    }

    /** Of several instructions that fill it, the first one defines it. */
    void define(int instruction) {
        if (definedAt == BEFORE) {
            definedAt = instruction;
        }
        lastUse = Math.max(lastUse, instruction);
    }

    void use(int instruction) {
        lastUse = Math.max(lastUse, instruction);
    }
}
