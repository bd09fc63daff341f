package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.file.Safetensors;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Scope;
import io.steelyard.model.Variable;
import io.steelyard.nn.Activation;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Flatten;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.Linear;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleBackend;
import io.steelyard.train.ModelState;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A network of three convolutions that PyTorch trained to read digits, with the logarithms of the
 * probabilities that PyTorch computes in float64, and the number of test digits that it reads.
 */
final class PublishedConvolutionsTest {
    private static final int SIZE = 28;
    private static final int DIGITS = 10;

    /** PyTorch's figures for the first four test images: of digit 0, and of the digit itself. */
    private static final double[] ZERO = {
        -9.608435324, -8.974077099, -12.26864535, -1.219426305e-4
    };

    private static final double[] OWN = {
        -3.703246558e-4, -1.329722457e-3, -3.984336202e-5, -1.219426305e-4
    };

    private static final int[] LABELS = {7, 2, 1, 0};

    /** {@code [batch, 28, 28, 1] -> [batch, 10]}. */
    private static Tensor forward(Scope scope, Tensor images) {
        Tensor x = images;
        int number = 1;
        for (int channels : new int[] {8, 16, 24}) {
            x = scope.apply("conv" + number++, new Conv(channels, Kernel.of(3, 3)), x).relu();
        }
        x = scope.apply("norm1", new BatchNorm(), x);
        x = scope.apply("fc1", new Linear(32), new Flatten().forward(scope, x)).relu();
        x = scope.apply("norm2", new BatchNorm(), scope.apply("fc2", new Linear(DIGITS), x));
        return Activation.LOG_SOFTMAX.forward(scope, x);
    }

    @Test
    void theFirstImagesHaveTheProbabilitiesOfPyTorchInFloat64() throws IOException {
        firstImages(new OracleBackend());
    }

    @Test
    void theFirstImagesHaveTheProbabilitiesOfPyTorch() throws IOException {
        firstImages(new ReferenceBackendFactory().create(Map.of()));
    }

    private static void firstImages(Backend device) throws IOException {
        NdArray result = run(device, LABELS.length, 1).getFirst();
        for (int i = 0; i < LABELS.length; i++) {
            // The weights are float32, and sums over 11616 terms are taken in another order.
            assertThat(result.get((long) i * DIGITS)).isCloseTo(ZERO[i], within(2e-5));
            assertThat(result.get((long) i * DIGITS + LABELS[i])).isCloseTo(OWN[i], within(2e-6));
        }
    }

    @Test
    void asManyTestDigitsAreReadAsByPyTorch() throws IOException {
        byte[] labels = read("mnist/t10k-labels-idx1-ubyte.gz", 8, 10_000);
        int right = 0;
        int place = 0;
        for (NdArray result : run(new ReferenceBackendFactory().create(Map.of()), 500, 20)) {
            for (long row = 0; row < result.shape().size(0); row++) {
                right += largest(result, row) == labels[place++] ? 1 : 0;
            }
        }
        assertThat(place).isEqualTo(10_000);
        assertThat(right).isEqualTo(9917);
    }

    private static int largest(NdArray rows, long row) {
        int best = 0;
        for (int digit = 1; digit < DIGITS; digit++) {
            if (rows.get(row * DIGITS + digit) > rows.get(row * DIGITS + best)) {
                best = digit;
            }
        }
        return best;
    }

    /** The results for the first test images. */
    private static List<NdArray> run(Backend device, int batch, int batches) throws IOException {
        int pixels = SIZE * SIZE;
        byte[] images = read("mnist/t10k-images-idx3-ubyte.gz", 16, batch * batches * pixels);
        Recording recording = new Recording("forward", Mode.INFERENCE, 0);
        TensorType type = TensorType.of(DType.F32, batch, SIZE, SIZE, 1);
        Tensor result = forward(recording.root(), recording.recorder().input("images", type));
        EnumSet<Variable.Kind> saved = EnumSet.of(Variable.Kind.PARAMETER, Variable.Kind.BUFFER);
        List<NdArray> results = new ArrayList<>();
        try (Backend backend = device;
                Safetensors file = Safetensors.open(file("weights/mnist-cnn/mnist.safetensors"));
                ModelState state = ModelState.allocate(backend, recording.variables());
                Executable executable =
                        backend.compile(
                                recording.finish(Map.of("digits", result)),
                                CompileOptions.defaults())) {
            state.load(channelsLast(file.tensors()), saved).requireComplete("mnist-cnn");
            for (int i = 0; i < batches; i++) {
                NdArray input = NdArray.zeros(type);
                for (int pixel = 0; pixel < batch * pixels; pixel++) {
                    int grey = Byte.toUnsignedInt(images[i * batch * pixels + pixel]);
                    input.set(pixel, (grey / 255.0 - 0.1307) / 0.3081);
                }
                results.addAll(executable.run(state.device(), List.of(input)));
            }
        }
        return results;
    }

    private static Map<String, NdArray> channelsLast(Map<String, NdArray> tensors) {
        Map<String, NdArray> arranged = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    if (tensor.shape().rank() == 4) {
                        arranged.put(name, transposed(tensor, 2, 3, 1, 0));
                    } else if (name.equals("fc1.weight")) {
                        // [32, channels, rows, columns]: what the network flattens
                        NdArray places = transposed(tensor.reshape(32, 24, 22, 22), 0, 2, 3, 1);
                        arranged.put(name, places.reshape(32, 24 * 22 * 22));
                    } else {
                        arranged.put(name, tensor);
                    }
                });
        return arranged;
    }

    /** Axis i of the result is axis {@code permutation[i]} of the array of four axes. */
    private static NdArray transposed(NdArray array, int... permutation) {
        long[] from = array.shape().toArray();
        long[] strides = array.shape().strides();
        long[] to = new long[4];
        for (int axis = 0; axis < 4; axis++) {
            to[axis] = from[permutation[axis]];
        }
        NdArray result = NdArray.zeros(TensorType.of(array.dtype(), to));
        for (long place = 0; place < array.type().elements(); place++) {
            long rest = place;
            long source = 0;
            for (int axis = 3; axis >= 0; axis--) {
                source += rest % to[axis] * strides[permutation[axis]];
                rest /= to[axis];
            }
            result.set(place, array.get(source));
        }
        return result;
    }

    private static byte[] read(String name, int header, int count) throws IOException {
        try (GZIPInputStream stream = new GZIPInputStream(Files.newInputStream(file(name)))) {
            stream.skipNBytes(header);
            return stream.readNBytes(count);
        }
    }

    /** A file of the folder of public data, or the test is skipped. */
    private static Path file(String name) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path file = up.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return Assumptions.abort("shared/data/" + name + " is not beside or above this project");
    }
}
