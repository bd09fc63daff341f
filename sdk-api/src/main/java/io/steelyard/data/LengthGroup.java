package io.steelyard.data;

import java.util.List;

/**
 * Elements that are padded to one length.
 *
 * @param length the length of their bucket, which none of them exceeds
 */
public record LengthGroup<E>(int length, List<E> elements) {
    public LengthGroup {
        elements = List.copyOf(elements);
    }
}
