package io.steelyard.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;

import io.steelyard.benchmarks.Contestant;
import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small trainings by all contestants, where libtorch is on the class path. */
final class TinyTrainingTest {
    private static final int STEPS = 5;

    /** Float arithmetic in another order, over a few updates of Adam. */
    private static final double TOLERANCE = 1e-4;

    private static final PeerTrainings TRAININGS =
            new PeerTrainings(new PeerData(Optional.empty()));

    private static void agree(PeerTraining training) {
        assumeTrue(
                Libtorch.isPresent(),
                "libtorch is not on the class path: run with the Maven profile 'peers'");
        Map<String, NdArray> weights;
        try (Backend backend = new ReferenceBackendFactory().create(Map.of("threads", "1"))) {
            weights = training.initialWeights(backend);
        }
        TorchParameters.Source source = TorchParameters.of(weights);
        try (NDManager manager = Libtorch.open(1);
                Contestant ours = Contestants.steelyard("reference", training, 1);
                Contestant djl = Contestants.torch("djl", manager, training, source);
                Contestant script = Contestants.torch("script", manager, training, source)) {
            List<Contestant> all = List.of(ours, djl, script);
            all.forEach(contestant -> contestant.train(STEPS));
            for (int step = 0; step < STEPS; step++) {
                double expected = ours.losses().get(step);
                assertThat(djl.losses().get(step)).isCloseTo(expected, offset(TOLERANCE));
                assertThat(script.losses().get(step)).isCloseTo(expected, offset(TOLERANCE));
            }
        }
    }

    @Test
    void gptsWithoutBiasesHaveTheSameLosses() {
        agree(TRAININGS.characters("tiny", 2, 8, 2, 2, 16));
    }

    @Test
    void lstmsHaveTheSameLosses() {
        agree(TRAININGS.lstm(2, 4));
    }

    @Test
    void classifiersOfImagesHaveTheSameLosses() {
        agree(TRAININGS.cnn(2, 0));
    }

    @Test
    void saysWhichProfileBringsLibtorch() {
        assumeFalse(Libtorch.isPresent(), "libtorch is on the class path");
        assertThatThrownBy(() -> Libtorch.open(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Maven profile 'peers'");
    }
}
