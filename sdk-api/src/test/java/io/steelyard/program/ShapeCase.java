package io.steelyard.program;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An operation on operands of given types, and what its shape rule says.
 *
 * @param accepted whether it says a type rather than a sentence
 * @param expected the result types as text, or the sentence
 */
record ShapeCase(Op op, List<TensorType> operands, boolean accepted, String expected) {
    /** Types are texts such as {@code "f32[2,3] i32[]"}. */
    static ShapeCase gives(Op op, String operands, String result) {
        return new ShapeCase(op, types(operands), true, "(" + result + ")");
    }

    static ShapeCase refuses(Op op, String operands, String sentence) {
        return new ShapeCase(op, types(operands), false, sentence);
    }

    private static List<TensorType> types(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(ShapeCase::type).toList();
    }

    private static TensorType type(String text) {
        int bracket = text.indexOf('[');
        DType dtype = DType.valueOf(text.substring(0, bracket).toUpperCase(Locale.ROOT));
        String sizes = text.substring(bracket + 1, text.length() - 1);
        return sizes.isEmpty()
                ? TensorType.of(dtype)
                : TensorType.of(
                        dtype,
                        Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong).toArray());
    }

    @Override
    public String toString() {
        return Printer.name(op) + " " + ShapeRules.text(operands) + " -> " + expected;
    }
}
