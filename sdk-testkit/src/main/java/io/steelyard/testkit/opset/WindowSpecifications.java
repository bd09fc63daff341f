package io.steelyard.testkit.opset;

import io.steelyard.program.WindowKind;

/** The reductions of windows, known as pooling. */
final class WindowSpecifications {
    private WindowSpecifications() {}

    private static OpSpecification of(Signature signature, Meaning meaning) {
        return new OpSpecification(OpGroup.WINDOWS, signature, meaning);
    }

    private static Signature constrained(Signature signature) {
        return signature
                .constraint("C2", "There is one window for each axis of the operand.")
                .constraint(
                        "C3",
                        "`size >= 1`, `stride >= 1`, `dilation >= 1`, `low >= 0` and `high >= 0` on"
                                + " each axis.");
    }

    static OpSpecification reduce(WindowKind kind) {
        Signature signature =
                constrained(
                        Signature.EMPTY
                                .operand("x", "`T[..]`, a number")
                                .attribute("kind", "`sum` or `max`")
                                .attribute(
                                        "windows",
                                        "size, stride, low and high padding and dilation of each"
                                                + " axis; size 1 and stride 1 leave an axis as it"
                                                + " is")
                                .result(
                                        "result",
                                        "`T[positions..]`, positions = `floor((low + n + high -"
                                                + " ((size - 1) * dilation + 1)) / stride) + 1`, or"
                                                + " 0")
                                .constraint("C1", "T is a float or an integer."));
        return of(
                signature,
                switch (kind) {
                    case SUM ->
                            new Meaning(
                                    "The sum of each window; padding adds nothing.",
                                    "result[p..] = sum over taps t.. of x[p * stride - low + t *"
                                            + " dilation..]    inside x",
                                    "`dx` at each element is the sum of `dresult` over the windows"
                                            + " that hold it.",
                                    Numerics.SUM + " K is the number of taps.");
                    case MAX ->
                            new Meaning(
                                    "The largest element of each window; padding is left out.",
                                    "result[p..] = max over taps t.. of x[p * stride - low + t *"
                                            + " dilation..]    inside x",
                                    "`dx = window_max_grad(x, dresult)`.",
                                    "Exact. NaN if any is NaN; of 0 and -0 any. A window that lies"
                                            + " in padding altogether gives -infinity, or the"
                                            + " smallest integer.");
                });
    }

    static OpSpecification maxGradient() {
        return of(
                constrained(
                                Signature.EMPTY
                                        .operand("x", "`T[..]`, a float")
                                        .operand("gradient", "`T[positions..]`")
                                        .attribute("windows", "those of `window_reduce`")
                                        .result("result", "the type of x")
                                        .constraint("C1", "T is a float."))
                        .constraint(
                                "C4", "`gradient` has the type that `window_reduce` would give."),
                new Meaning(
                        "The gradient of `window_reduce max`: at each position the gradient is"
                                + " added to the window's largest element.",
                        """
                        result = 0, and then for each position p..
                            result[argmax over the window at p of x] += gradient[p..]\
                        """,
                        "None for x; that of `gradient` is the outer gradient at the place of the"
                                + " largest element.",
                        Numerics.SUM
                                + " K is the number of windows that hold an element. Of several"
                                + " largest the first in row-major order takes the gradient; NaN is"
                                + " larger than any number; 0 and -0 are equal. A window that lies"
                                + " in padding altogether adds nothing."));
    }
}
