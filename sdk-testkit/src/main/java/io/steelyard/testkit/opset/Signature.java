package io.steelyard.testkit.opset;

import java.util.List;
import java.util.stream.Stream;

/** What an operation takes and gives; the kinds of one operation share it. */
public record Signature(
        List<Part> operands,
        List<Part> attributes,
        List<Part> results,
        List<Constraint> constraints) {
    /** Where a signature begins. */
    static final Signature EMPTY = new Signature(List.of(), List.of(), List.of(), List.of());

    public Signature {
        operands = List.copyOf(operands);
        attributes = List.copyOf(attributes);
        results = List.copyOf(results);
        constraints = List.copyOf(constraints);
    }

    /** With one more operand. */
    Signature operand(String name, String text) {
        return new Signature(
                with(operands, new Part(name, text)), attributes, results, constraints);
    }

    /** With one more attribute. */
    Signature attribute(String name, String text) {
        return new Signature(
                operands, with(attributes, new Part(name, text)), results, constraints);
    }

    /** With one more result. */
    Signature result(String name, String text) {
        return new Signature(
                operands, attributes, with(results, new Part(name, text)), constraints);
    }

    /** With one more constraint. */
    Signature constraint(String label, String text) {
        return new Signature(
                operands, attributes, results, with(constraints, new Constraint(label, text)));
    }

    private static <T> List<T> with(List<T> list, T last) {
        return Stream.concat(list.stream(), Stream.of(last)).toList();
    }
}
