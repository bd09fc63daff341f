package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Known answers of {@code random_bits}. The first is that of the authors' distribution (Random123,
 * {@code kat_vectors}); their others have counters that no array is long enough for, so that three
 * more were computed by a program of its own that gives all of theirs.
 */
final class RandomBitsChecks {
    private static final int[] KEY = {0xa4093822, 0x299f31d0};
    private static final int[] STREAM = {0x13198a2e, 0x03707344};

    private final Backend backend;

    RandomBitsChecks(Backend backend) {
        this.backend = backend;
    }

    Stream<DynamicTest> tests() {
        return Stream.of(
                test(
                        "key and stream are zero",
                        new int[2],
                        new int[2],
                        0,
                        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}),
                test(
                        "the first block of a stream",
                        KEY,
                        STREAM,
                        0,
                        new int[] {0xb60a410e, 0x61bd7780, 0xa53f3958, 0x3d51eb3f}),
                test(
                        "the second block of a stream",
                        KEY,
                        STREAM,
                        1,
                        new int[] {0x314ddb4b, 0x0ab83527, 0x9fc3cabe, 0x3fc8cf4c}),
                test(
                        "all bits of key and stream are set",
                        new int[] {-1, -1},
                        new int[] {-1, -1},
                        0,
                        new int[] {0x3d3be307, 0x716983d6, 0x70094bed, 0x36c3cf91}));
    }

    private DynamicTest test(String name, int[] key, int[] stream, int block, int[] words) {
        return DynamicTest.dynamicTest(name, () -> check(key, stream, block, words));
    }

    private void check(int[] key, int[] stream, int block, int[] words) {
        TensorType pair = TensorType.of(DType.I32, 2);
        Recorder recorder = new Recorder("random bits");
        Tensor bits =
                recorder.apply(
                        new Op.RandomBits(Shape.of(2, 4)),
                        recorder.input("key", pair),
                        recorder.input("stream", pair));
        NdArray drawn =
                CaseRunner.run(
                                backend,
                                recorder.finish(Map.of("bits", bits)),
                                List.of(NdArray.of(key, 2), NdArray.of(stream, 2)))
                        .getFirst();
        for (int word = 0; word < words.length; word++) {
            assertThat((int) drawn.getLong(4 * block + word))
                    .as("word %s", word)
                    .isEqualTo(words[word]);
        }
    }
}
