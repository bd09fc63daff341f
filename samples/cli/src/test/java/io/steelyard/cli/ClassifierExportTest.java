package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Steelyard;
import io.steelyard.model.Scope;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Dense;
import io.steelyard.nn.GlobalAveragePool;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.Features;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Model;
import io.steelyard.spi.StateSpec;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.ClassifierProgram;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A classifier that was trained on the reference backend, as a SavedModel. */
@NeedsNativeLibrary
final class ClassifierExportTest {
    private static final int EXAMPLES = 8;
    private static final TensorType IMAGES = TensorType.of(DType.F32, EXAMPLES, 6, 6, 1);

    @TempDir private Path directory = Path.of("");

    private record ConvNet() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor x = scope.apply("conv", new Conv(4, Kernel.of(3, 3)), features.get("image"));
            Tensor normal = scope.apply("norm", new BatchNorm(), x.relu());
            Tensor pooled = scope.apply("pool", new GlobalAveragePool(), normal);
            return scope.apply("head", new Dense(3), pooled); // [batch, 3]
        }
    }

    /** Noise of three strengths, which are the classes. */
    private record Noise(long count) implements IndexedDataset<Batch> {
        @Override
        public Batch get(long index) {
            SplittableRandom random = new SplittableRandom(index);
            float[] pixels = new float[EXAMPLES * 36];
            int[] labels = new int[EXAMPLES];
            for (int example = 0; example < EXAMPLES; example++) {
                labels[example] = random.nextInt(3);
                for (int pixel = 0; pixel < 36; pixel++) {
                    pixels[example * 36 + pixel] = random.nextFloat() * (1 + 2 * labels[example]);
                }
            }
            return Batch.of(
                    "image",
                    NdArray.of(pixels, EXAMPLES, 6, 6, 1),
                    Targets.LABELS,
                    NdArray.of(labels, EXAMPLES));
        }
    }

    @Test
    void theProbabilitiesAreThoseOfTheSdk() {
        NdArray images = new Noise(1).get(0).features().get("image");
        Path model = directory.resolve("classifier");
        try (Steelyard sdk = Steelyard.builder().backend("reference").create();
                TrainingReport report =
                        sdk.trainer(new ConvNet())
                                .loss(new SoftmaxCrossEntropy())
                                .optimizer(new AdamW())
                                .learningRate(1e-2)
                                .stopWhen(Stop.afterSteps(20))
                                .fit(new Noise(20))) {
            ClassifierProgram classifier =
                    new ClassifierProgram(new ConvNet(), report.state(), Map.of("image", IMAGES));
            NdArray expected = run(sdk, classifier.program(), images);
            sdk.export(classifier, "saved-model", model);
            float[] exported = probabilities(model, images.toFloatArray());
            for (int i = 0; i < exported.length; i++) {
                // Sums of 9 and 16 products in F32, in another order.
                assertThat(exported[i]).isCloseTo((float) expected.get(i), within(1e-6f));
            }
            for (int example = 0; example < EXAMPLES; example++) {
                float sum =
                        exported[3 * example]
                                + exported[3 * example + 1]
                                + exported[3 * example + 2];
                assertThat(sum).isCloseTo(1, within(1e-6f));
            }
        }
    }

    private static NdArray run(Steelyard sdk, ExportedProgram program, NdArray images) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        program.state().forEach((name, content) -> types.put(name, content.type()));
        try (DeviceState state = sdk.backend().allocate(new StateSpec(types));
                Executable executable =
                        sdk.backend().compile(program.function(), CompileOptions.defaults())) {
            program.state().forEach(state::write);
            return executable.run(state, List.of(images)).getFirst();
        }
    }

    private static float[] probabilities(Path model, float[] images) {
        try (SavedModelBundle bundle = SavedModelBundle.load(model.toString(), "serve");
                TFloat32 given =
                        TFloat32.tensorOf(Shape.of(EXAMPLES, 6, 6, 1), DataBuffers.of(images));
                Result result = bundle.function("serving_default").call(Map.of("image", given))) {
            TFloat32 found = (TFloat32) result.get(ClassifierProgram.PROBABILITIES).orElseThrow();
            float[] values = new float[EXAMPLES * 3];
            found.copyTo(DataBuffers.of(values, false, false));
            return values;
        }
    }
}
