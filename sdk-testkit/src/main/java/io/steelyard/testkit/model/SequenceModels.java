package io.steelyard.testkit.model;

import io.steelyard.model.Scope;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.Linear;
import io.steelyard.nn.Lstm;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.Padding;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;

import java.util.List;

/** Models that go along a sequence: a recurrent classifier, and dilated convolutions. */
final class SequenceModels {
    private static final int VOCABULARY = 9;
    private static final int CLASSES = 3;
    private static final int TIME = 7;

    private SequenceModels() {}

    static List<ModelCase> all() {
        Batch text =
                Batch.of(
                        "ids",
                        ModelData.ids(1, VOCABULARY, 3, TIME),
                        Targets.LABELS,
                        ModelData.ids(2, CLASSES, 3));
        Batch waves =
                Batch.of(
                        "samples",
                        ModelData.floats(1, 2, 16, 1),
                        Targets.VALUES,
                        ModelData.floats(2, 2, 16, 1));
        return List.of(
                new ModelCase("LSTM", new LstmClassifier(), new SoftmaxCrossEntropy(), text),
                new ModelCase("WaveNet", new WaveNet(), new MeanSquaredError(), waves));
    }

    /** Embedding, two layers of LSTM, the last output. */
    private record LstmClassifier() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Embedding embedding = new Embedding(VOCABULARY, 4, Initializers.normal(1));
            Tensor x = scope.apply("embedding", embedding, features.get("ids"));
            Tensor outputs = scope.apply("lstm", new Lstm(5, 2, 0), x); // [batch, time, 5]
            Tensor last = outputs.slice(1, TIME - 1, TIME).squeeze(1);
            return scope.apply("fc", new Linear(CLASSES), last);
        }
    }

    /** Gated causal convolutions whose dilation doubles (van den Oord et al. 2016, section 2). */
    private record WaveNet() implements Model {
        private static final int CHANNELS = 4;

        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor x = scope.apply("input", new Linear(CHANNELS), features.get("samples"));
            Tensor sum = x.filled(0);
            for (int i = 0; i < 3; i++) {
                Scope block = scope.child("blocks." + i);
                Kernel two = Kernel.of(2).withDilation(1 << i).withPadding(Padding.causal());
                Tensor filter = block.apply("filter", new Conv(CHANNELS, two), x).tanh();
                Tensor gate = block.apply("gate", new Conv(CHANNELS, two), x).sigmoid();
                Tensor gated = filter.mul(gate);
                sum = sum.add(block.apply("skip", new Linear(CHANNELS), gated));
                x = x.add(block.apply("residual", new Linear(CHANNELS), gated));
            }
            return scope.apply("output", new Linear(1), sum.relu()); // [batch, time, 1]
        }
    }
}
