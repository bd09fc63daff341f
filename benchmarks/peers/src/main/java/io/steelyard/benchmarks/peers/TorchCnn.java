package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;

import java.util.Map;

/**
 * The classifier of {@link PeerTrainings#cnn}. Its images have one channel, so that first and last
 * are the same place for it.
 *
 * @param batch images of a step
 * @param dropout rate before the dense layers
 */
record TorchCnn(int batch, float dropout) implements TorchModel {
    private static final int SIZE = 28;
    private static final int CHANNELS = 64;

    @Override
    public TorchLayout layout(String parameter, io.steelyard.tensor.Shape shape) {
        return switch (parameter) {
            case "conv1.weight", "conv2.weight" -> TorchLayout.permuted(shape, 3, 2, 0, 1);
            case "dense1.weight" -> TorchLayout.afterImages(shape, CHANNELS);
            case "dense2.weight" -> TorchLayout.transposed(shape);
            default -> TorchLayout.same(shape);
        };
    }

    @Override
    public Map<String, NDArray> constants(NDManager manager) {
        return Map.of();
    }

    @Override
    public NDArray loss(Map<String, NDArray> arrays, NDArray images, NDArray labels) {
        NDArray x = images.reshape(batch, 1, SIZE, SIZE);
        x = Activation.relu(conv(arrays, "conv1", x)); // [batch, 32, 26, 26]
        x = Activation.relu(conv(arrays, "conv2", x)); // [batch, 64, 24, 24]
        Shape window = new Shape(2, 2);
        x = Pool.maxPool2d(x, window, window, new Shape(0, 0), false); // [batch, 64, 12, 12]
        if (dropout > 0) {
            x = Dropout.dropout(x, dropout, true).singletonOrThrow();
        }
        x = Activation.relu(linear(arrays, "dense1", x.reshape(batch, -1)));
        return TorchGpt.crossEntropy(linear(arrays, "dense2", x), labels);
    }

    private static NDArray conv(Map<String, NDArray> arrays, String name, NDArray input) {
        return Conv2d.conv2d(input, arrays.get(name + ".weight"), arrays.get(name + ".bias"))
                .singletonOrThrow();
    }

    private static NDArray linear(Map<String, NDArray> arrays, String name, NDArray input) {
        return Linear.linear(input, arrays.get(name + ".weight"), arrays.get(name + ".bias"))
                .singletonOrThrow();
    }

    @Override
    public String script(ScriptNames names) {
        return """
        i = torch.view(x, [%d, 1, %d, %d])
        a = torch.relu(torch.conv2d(i, %s, %s))
        b = torch.relu(torch.conv2d(a, %s, %s))
        c = torch.max_pool2d(b, [2, 2])
        d = torch.reshape(%s, [%d, -1])
        e = torch.relu(torch.linear(d, %s, %s))
        loss = torch.cross_entropy_loss(torch.linear(e, %s, %s), y)
        """
                .formatted(
                        batch,
                        SIZE,
                        SIZE,
                        names.of("conv1.weight"),
                        names.of("conv1.bias"),
                        names.of("conv2.weight"),
                        names.of("conv2.bias"),
                        dropout > 0 ? "torch.dropout(c, " + dropout + ", True)" : "c",
                        batch,
                        names.of("dense1.weight"),
                        names.of("dense1.bias"),
                        names.of("dense2.weight"),
                        names.of("dense2.bias"));
    }
}
