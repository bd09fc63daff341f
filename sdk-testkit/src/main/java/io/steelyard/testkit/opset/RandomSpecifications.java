package io.steelyard.testkit.opset;

/** The source of all random numbers. */
final class RandomSpecifications {
    private RandomSpecifications() {}

    static OpSpecification randomBits() {
        return new OpSpecification(
                OpGroup.RANDOM,
                Signature.EMPTY
                        .operand("key", "`i32[2]`: who draws")
                        .operand("stream", "`i32[2]`: which draw, usually the step")
                        .attribute("shape", "of the result")
                        .result("result", "`i32[shape]`")
                        .constraint("C1", "`key` and `stream` are `i32[2]`."),
                new Meaning(
                        "Random bits, a function of key, stream and place alone.",
                        """
                        flat(result)[i] = philox4x32_10(
                            counter = (lo32(i / 4), hi32(i / 4), stream[0], stream[1]), key = key)[i mod 4]\
                        """,
                        Numerics.NO_GRADIENT,
                        "Bit-exact. Philox with 10 rounds is that of Salmon et al. 2011, \"Parallel"
                                + " random numbers: as easy as 1, 2, 3\"; the layout is the one of"
                                + " TensorFlow's `StatelessRandomUniformFullIntV2`. See [Random"
                                + " numbers](#random-numbers)."));
    }
}
