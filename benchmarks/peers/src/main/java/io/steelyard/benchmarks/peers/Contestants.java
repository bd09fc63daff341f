package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDManager;

import io.steelyard.benchmarks.Contestant;
import io.steelyard.benchmarks.TrainerContestant;
import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.spi.BackendFactory;
import io.steelyard.tensorflow.TensorFlowBackendFactory;

import java.util.List;
import java.util.Map;

/** Those who do a training, by name. */
final class Contestants {
    static final List<String> NAMES = List.of("reference", "tensorflow", "djl", "script");

    private Contestants() {}

    /** Whether it is libtorch that computes. */
    static boolean isTorch(String name) {
        return switch (name) {
            case "reference", "tensorflow" -> false;
            case "djl", "script" -> true;
            default ->
                    throw new IllegalArgumentException(
                            "There is no contestant '" + name + "'; accepted are " + NAMES + ".");
        };
    }

    /** A training by Steelyard on the backend of that name. */
    static Contestant steelyard(String name, PeerTraining training, int threads) {
        BackendFactory factory =
                name.equals("tensorflow")
                        ? new TensorFlowBackendFactory()
                        : new ReferenceBackendFactory();
        return new TrainerContestant(
                name,
                factory,
                Map.of("threads", Integer.toString(threads)),
                training::trainer,
                training.data());
    }

    /**
     * A training by libtorch in the spelling of that name.
     *
     * @param source of the first weights
     */
    static Contestant torch(
            String name, NDManager manager, PeerTraining training, TorchParameters.Source source) {
        return new TorchContestant(
                name,
                manager,
                training,
                part ->
                        name.equals("djl")
                                ? new DjlStep(part, training, source)
                                : new ScriptStep(part, training, source));
    }
}
