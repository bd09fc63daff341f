package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kernels that have nothing to do with each other run side by side: the bits are those that they
 * give call by call, as with a profile, for any number of threads.
 */
final class SideBySideTest {
    private static final int INPUTS = 12;

    /** Of many sizes, so that some kernels have one part and others many. */
    private static TensorType type(int input) {
        return TensorType.of(DType.F32, 7 + 4001L * (input % 4), 3 + input);
    }

    private static List<NdArray> values() {
        List<NdArray> values = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            Random random = new Random(i);
            NdArray array = NdArray.zeros(type(i));
            for (long k = 0; k < array.type().elements(); k++) {
                array.set(k, random.nextGaussian());
            }
            values.add(array);
        }
        return values;
    }

    /** Sums, slices and chains of each input, some of which read what the one before gave. */
    private static Function program() {
        Recorder recorder = new Recorder("many");
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            inputs.add(recorder.input("x" + i, type(i)));
        }
        Tensor total = inputs.getFirst().scalar(0);
        for (int i = 0; i < INPUTS; i++) {
            Tensor x = inputs.get(i);
            outputs.put("scaled" + i, x.mul(i + 1).tanh());
            outputs.put("columns" + i, x.sum(0));
            outputs.put("turned" + i, x.transpose(1, 0).concat(1, x.transpose(1, 0)));
            total = total.add(x.square().sum());
            outputs.put("after" + i, x.add(total).sum(1));
        }
        outputs.put("total", total);
        return recorder.finish(outputs);
    }

    @Test
    void theBitsAreThoseOfOneCallAfterTheOther() {
        Function program = program();
        List<NdArray> values = values();
        List<NdArray> expected = ProfiledRun.of(1, program, values).results();
        for (int threads : new int[] {1, 2, 3}) {
            for (int round = 0; round < 20; round++) {
                List<NdArray> results = ProfiledRun.results(threads, program, values);
                for (int i = 0; i < results.size(); i++) {
                    assertThat(results.get(i).bitEquals(expected.get(i)))
                            .as(program.outputs().get(i).name())
                            .isTrue();
                }
            }
        }
    }
}
