package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Steelyard;
import io.steelyard.program.Function;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.text.TextGeneration;
import io.steelyard.text.TextGenerationModel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A model that leaves the SDK, and computes elsewhere what it computes here. */
@NeedsNativeLibrary
final class ExportTest {
    private static final int CONTEXT = 16;
    private static final int VOCABULARY = 28;

    /**
     * Of a logit, in parts of the largest: both compute with F32 and add up in another order, and
     * no sum has more than 64 terms (16 channels, 4 times as many inside a block).
     */
    private static final float TOLERANCE = 1e-5f;

    @TempDir private static Path directory = Path.of("");
    private static Path model = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        model = directory.resolve("model");
        CommandRun run =
                CommandRun.training(
                        CommandRun.text(directory),
                        model,
                        "--steps",
                        "30",
                        "--learning-rate",
                        "0.01");
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void theLogitsAreThoseOfTheModel() {
        Path out = directory.resolve("saved-model");
        CommandRun run = export("saved-model", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("Saved in " + out + ": input_ids i32[1,16] to logits.");
        assertThat(run.out()).isEmpty();

        int[] ids = IntStream.range(0, CONTEXT).map(i -> i * 7 % VOCABULARY).toArray();
        float[] expected = logits(ids);
        float[] actual = new float[expected.length];
        try (SavedModelBundle bundle = SavedModelBundle.load(out.toString(), "serve");
                TInt32 given = TInt32.tensorOf(Shape.of(1, CONTEXT), DataBuffers.of(ids));
                Result result =
                        bundle.function("serving_default")
                                .call(Map.<String, Tensor>of("input_ids", given))) {
            TFloat32 logits = (TFloat32) result.get("logits").orElseThrow();
            assertThat(logits.shape()).isEqualTo(Shape.of(1, CONTEXT, VOCABULARY));
            logits.copyTo(DataBuffers.of(actual, false, false));
        }
        float largest = 0;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        // Training has told them apart: the comparison is not one of zeros.
        assertThat(largest).isGreaterThan(0.5f);
        assertThat(actual).containsExactly(expected, within(TOLERANCE * largest));
    }

    @Test
    void whatIsThereAlreadyIsNotOverwritten() {
        CommandRun run = export("saved-model", model);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(model + " exists already, and an export overwrites nothing");
        assertThat(model.resolve("saved_model.pb")).doesNotExist();
    }

    @Test
    void aFormatThatNobodyBringsIsRefused() {
        Path out = directory.resolve("unknown");
        CommandRun run = export("saved-modle", out);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("There is no export format named 'saved-modle'. Did you mean")
                .contains("'saved-model'?");
        assertThat(out).doesNotExist();
    }

    private static CommandRun export(String format, Path out) {
        return CommandRun.of(
                "export", "--model", model.toString(), "--format", format, "--out", out.toString());
    }

    /** Computed by the reference backend. */
    private static float[] logits(int[] ids) {
        try (Steelyard sdk = Steelyard.builder().backend("reference").create();
                TextGenerationModel loaded = sdk.task(TextGeneration.TASK).load(model)) {
            ExportedProgram program = loaded.program();
            Function function = program.function();
            Map<String, TensorType> types = new TreeMap<>();
            program.state().forEach((name, content) -> types.put(name, content.type()));
            try (DeviceState state = sdk.backend().allocate(new StateSpec(types));
                    Executable logits =
                            sdk.backend().compile(function, CompileOptions.defaults())) {
                program.state().forEach(state::write);
                return logits.run(state, List.of(NdArray.of(ids, 1, ids.length)))
                        .getFirst()
                        .toFloatArray();
            }
        }
    }
}
