package io.steelyard.reference.internal.run;

import io.steelyard.program.Cost;

import java.util.List;

/**
 * What a profile says of a place where a kernel is called.
 *
 * @param kernel the name of the step
 * @param operations of the program that it computes, or that it is made for
 * @param scopes of these operations
 * @param shapes in words
 * @param cost of one call
 */
public record CallSite(
        String kernel, List<String> operations, List<String> scopes, String shapes, Cost cost) {
    public CallSite {
        operations = List.copyOf(operations);
        scopes = List.copyOf(scopes);
    }

    /** A place that belongs to no operation. */
    static CallSite of(String kernel) {
        return new CallSite(kernel, List.of(), List.of(), "", Cost.zero());
    }
}
