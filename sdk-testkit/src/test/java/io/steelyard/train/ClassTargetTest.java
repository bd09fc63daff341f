package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Scope;
import io.steelyard.nn.BinaryCrossEntropy;
import io.steelyard.nn.Dense;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Features;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Model;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Labels that are no class are refused before a batch is fed. */
final class ClassTargetTest {
    private final CountingBackend backend = new CountingBackend();

    /** One number in, three classes out at each of the positions. */
    private record Line() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            return new Dense(3).forward(scope, features.get("x").expandDims(-1));
        }
    }

    private static Batch batch(NdArray labels) {
        NdArray x = NdArray.zeros(new TensorType(DType.F32, labels.shape()));
        return Batch.of("x", x, "labels", labels);
    }

    private static final Batch GOOD = batch(NdArray.of(new int[] {0, 2, 1, 0}, 2, 2));

    private Trainer trainer(Loss loss) {
        return new Trainer(backend, new Line()).loss(loss).stopWhen(Stop.afterEpochs(1));
    }

    private void refuses(Loss loss, Batch bad, String sentence) {
        Dataset<Batch> good = Datasets.of(List.of(GOOD));
        Dataset<Batch> mixed = Datasets.of(List.of(GOOD, bad));
        for (Runnable attempt :
                List.<Runnable>of(
                        () -> trainer(loss).fit(mixed), () -> trainer(loss).fit(good, mixed))) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_DATA))
                    .hasMessage(sentence);
        }
        assertThat(backend.open).isEmpty();
    }

    @Test
    void aTrainingAndAValidationRefuseALabelThatIsNoClass() {
        refuses(
                new SoftmaxCrossEntropy(),
                batch(NdArray.of(new int[] {0, 2, 1, 3}, 2, 2)),
                "The target 'labels' holds 3 in row 1 of the batch, at [1, 1]; accepted are class"
                        + " numbers from 0 to 2. Mend the data, or give the model as many classes"
                        + " as it has.");
        refuses(
                new SoftmaxCrossEntropy().withIgnoredLabel(-1),
                batch(NdArray.of(new int[] {-1, -2, 1, 0}, 2, 2)),
                "The target 'labels' holds -2 in row 0 of the batch, at [0, 1]; accepted are class"
                        + " numbers from 0 to 2 and -1, which is left out. Mend the data, or give"
                        + " the model as many classes as it has.");
    }

    @Test
    void aLabelThatIsIgnoredIsAccepted() {
        Batch partial = batch(NdArray.of(new int[] {-100, 2, -100, -100}, 2, 2));
        Batch empty = batch(NdArray.of(new int[] {-100, -100, -100, -100}, 2, 2));
        Loss loss = new SoftmaxCrossEntropy().withIgnoredLabel(-100);
        // With a learning rate of 0 the loss of the model is that of its one counted label.
        double expected;
        try (TrainingReport report =
                trainer(loss)
                        .learningRate(0)
                        .fit(Datasets.of(List.of(partial)), Datasets.of(List.of(partial)))) {
            expected = report.evaluations().getLast().metrics().get("validation/loss");
            assertThat(report.finalLoss()).isEqualTo(expected).isPositive();
        }
        try (TrainingReport report =
                trainer(loss)
                        .learningRate(0)
                        .fit(
                                Datasets.of(List.of(empty)),
                                Datasets.of(List.of(empty, partial, empty)))) {
            assertThat(report.finalLoss()).isZero();
            assertThat(report.evaluations().getLast().metrics())
                    .isEqualTo(Map.of("validation/loss", expected));
        }
        try (TrainingReport report =
                trainer(loss).fit(Datasets.of(List.of(partial)), Datasets.of(List.of(empty)))) {
            assertThat(report.evaluations().getLast().metrics())
                    .isEqualTo(Map.of("validation/loss", 0.0));
        }
    }

    @Test
    void theValidationLossIsTheMeanOverTheLabelsThatCount() {
        Batch one = batch(NdArray.of(new int[] {-1, 2, -1, -1}, 2, 2));
        Batch three = batch(NdArray.of(new int[] {1, 0, -1, 2}, 2, 2));
        Batch both = batch(NdArray.of(new int[] {-1, 2, -1, -1, 1, 0, -1, 2}, 4, 2));
        Loss loss = new SoftmaxCrossEntropy().withIgnoredLabel(-1);
        double[] losses = new double[2];
        List<Dataset<Batch>> validations =
                List.of(Datasets.of(List.of(one, three)), Datasets.of(List.of(both)));
        for (int i = 0; i < 2; i++) {
            try (TrainingReport report =
                    trainer(loss)
                            .learningRate(0)
                            .fit(Datasets.of(List.of(GOOD)), validations.get(i))) {
                losses[i] = report.evaluations().getLast().metrics().get("validation/loss");
            }
        }
        // Losses of batches are rounded to F32: relative 6e-8.
        assertThat(losses[0]).isCloseTo(losses[1], within(1e-6));
    }

    @Test
    void namesTheRowOfAVectorAndReadsNoFloats() {
        ClassTarget binary =
                new BinaryCrossEntropy().classTargets(TensorType.of(DType.F32, 3)).getFirst();
        assertThatThrownBy(() -> binary.check(batch(NdArray.of(new int[] {0, 1, 2}, 3))))
                .hasMessageStartingWith(
                        "The target 'labels' holds 2 in row 2 of the batch; accepted are class"
                                + " numbers from 0 to 1.");
        binary.check(
                Batch.of(
                        "x",
                        NdArray.of(new float[1], 1),
                        "labels",
                        NdArray.of(new float[] {2.5f}, 1)));
        new ClassTarget("other", 1, OptionalInt.empty()).check(GOOD);
    }
}
