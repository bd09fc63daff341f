package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Weights in BF16 are read as they lie: nothing makes a copy of them in F32. */
final class StoredWeightsTest {
    private static final int ROWS = 40;
    private static final int COLUMNS = 30;
    private static final TensorType STORED = TensorType.of(DType.BF16, ROWS, COLUMNS);

    /** A table that rows are looked up in, and by which these are multiplied, as in a GPT-2. */
    private static Function tied(int count) {
        Recorder recorder = new Recorder("tied");
        Tensor table = recorder.state("table", STORED).convert(DType.F32);
        Tensor bias = recorder.input("bias", TensorType.of(DType.F32, ROWS));
        Tensor ids = recorder.input("ids", TensorType.of(DType.I32, count));
        Tensor rows = table.take(0, ids);
        Tensor scores = rows.matmul(table.transpose(1, 0));
        return recorder.finish(Map.of("rows", rows, "scores", scores, "biased", scores.add(bias)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aTableForLookingUpAndForProducts(int count) {
        Random random = new Random(1);
        NdArray table = NdArray.zeros(STORED);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            table.set(i, random.nextGaussian());
        }
        int[] ids = random.ints(count, 0, ROWS).toArray();
        float[] bias = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            bias[i] = i;
        }
        try (Backend backend = new ReferenceBackendFactory().create(Map.of("threads", "2"));
                DeviceState state = backend.allocate(new StateSpec(Map.of("table", STORED)));
                Executable executable =
                        backend.compile(tied(count), CompileOptions.defaults().withProfile(true))) {
            state.write("table", table);
            Map<String, NdArray> outputs = outputs(executable, state, bias, ids);
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    assertThat(outputs.get("rows").get(i * COLUMNS + j))
                            .isEqualTo(table.get(ids[i] * COLUMNS + j));
                }
                for (int row = 0; row < ROWS; row++) {
                    double sum = 0;
                    for (int j = 0; j < COLUMNS; j++) {
                        sum += table.get(ids[i] * COLUMNS + j) * table.get(row * COLUMNS + j);
                    }
                    // Some hundreds of units in the last place of numbers below 100.
                    assertThat(outputs.get("scores").get(i * ROWS + row))
                            .isCloseTo(sum, within(1e-4));
                    assertThat(outputs.get("biased").get(i * ROWS + row))
                            .isCloseTo(sum + row, within(1e-4));
                }
            }
            assertThat(executable.profile().orElseThrow().entries())
                    .noneMatch(entry -> entry.shapes().contains("f32[40,30]"))
                    .noneMatch(entry -> entry.shapes().contains("f32[30,40]"))
                    .anyMatch(entry -> entry.kernel().equals("matmul"));
        }
    }

    private static Map<String, NdArray> outputs(
            Executable executable, DeviceState state, float[] bias, int[] ids) {
        List<NdArray> inputs = List.of(NdArray.of(bias, bias.length), NdArray.of(ids, ids.length));
        List<NdArray> results = executable.run(state, inputs);
        List<String> names =
                executable.function().outputs().stream().map(each -> each.name()).toList();
        return Map.of(
                names.get(0), results.get(0),
                names.get(1), results.get(1),
                names.get(2), results.get(2));
    }
}
