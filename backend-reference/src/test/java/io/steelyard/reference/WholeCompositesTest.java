package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.Composites;
import io.steelyard.composite.RmsNormRule;
import io.steelyard.composite.RopeRule;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What becomes of composites is seen in the number of kernels. */
final class WholeCompositesTest {
    private static int kernels(Recorder recorder, Map<String, Tensor> outputs) {
        try (Backend backend = new ReferenceBackendFactory().create(Map.of("threads", "1"));
                Executable executable =
                        backend.compile(recorder.finish(outputs), CompileOptions.defaults())) {
            return executable.report().kernels();
        }
    }

    private static int kernels(CompositeRule rule, TensorType... types) {
        Recorder recorder = new Recorder(rule.name());
        List<Tensor> operands =
                IntStream.range(0, types.length)
                        .mapToObj(i -> recorder.input("operand" + i, types[i]))
                        .toList();
        Map<String, Tensor> outputs =
                Map.of("result", recorder.applyComposite(rule, operands).getFirst());
        return kernels(recorder, outputs);
    }

    @Test
    void attentionIsOneKernelWhateverItsQueriesSee() {
        TensorType query = TensorType.of(DType.F32, 2, 5, 4, 8);
        TensorType key = TensorType.of(DType.F32, 2, 7, 2, 8);
        TensorType position = TensorType.of(DType.I32);
        TensorType random = TensorType.of(DType.I32, 2);
        TensorType mask = TensorType.of(DType.BOOL, 2, 1, 5, 7);
        AttentionRule rule = new AttentionRule(1, true, 3, 0.1f);
        assertThat(kernels(rule, query, key, key, position, random, random, mask)).isEqualTo(1);
    }

    @Test
    void rmsNormIsOneKernel() {
        TensorType x = TensorType.of(DType.F32, 3, 5);
        assertThat(kernels(new RmsNormRule(1e-5f), x, TensorType.of(DType.F32, 5))).isEqualTo(1);
    }

    private static int rotations(boolean... inverse) {
        Recorder recorder = new Recorder("rotations");
        Tensor positions = recorder.input("positions", TensorType.of(DType.I32, 7));
        Map<String, Tensor> outputs = new HashMap<>();
        for (int i = 0; i < inverse.length; i++) {
            Tensor x = recorder.input("x" + i, TensorType.of(DType.F32, 2, 7, 3 + i, 8));
            RopeRule rule = new RopeRule(10_000, 8, RopeRule.Pairing.HALVES, inverse[i]);
            outputs.put("y" + i, Composites.one(rule, x, positions));
        }
        return kernels(recorder, outputs);
    }

    @Test
    void rotationsByTheSamePositionsShareCosinesAndSines() {
        assertThat(rotations(false, false, true)).isEqualTo(rotations(false) + 2);
    }
}
