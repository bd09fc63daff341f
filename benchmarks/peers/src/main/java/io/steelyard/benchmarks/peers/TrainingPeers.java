package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDManager;

import io.steelyard.benchmarks.Contestant;
import io.steelyard.benchmarks.Sample;
import io.steelyard.benchmarks.SideBySide;
import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whole training steps by Steelyard and by libtorch, in turns within one process, from the same
 * weights, on the same batches, with the same threads, in F32: a batch, forward, backward,
 * clipping, update and reading the loss. Prints the median, the 10th and the 90th percentile of the
 * turns' step times, tokens or examples a second, and how many times as fast as each contestant the
 * reference backend is (the median of the ratios within a turn); fails when the losses of the first
 * ten steps differ by more than the training allows.
 *
 * <p>Arguments: {@code --help} prints them.
 */
public final class TrainingPeers {
    private TrainingPeers() {}

    /** Starts it. */
    public static void main(String... arguments) {
        PeerOptions options = PeerOptions.parse(arguments);
        if (options.help()) {
            System.out.println(PeerOptions.USAGE);
            return;
        }
        if (options.memoryOf().isPresent()) {
            PeakMemory.measure(options);
            return;
        }
        for (String training : options.trainings()) {
            if (options.memory()) {
                PeakMemory.compare(training, options);
            } else {
                compare(training, options);
            }
        }
    }

    private static void compare(String name, PeerOptions options) {
        PeerTrainings trainings = new PeerTrainings(new PeerData(options.data()));
        PeerTraining training = trainings.of(name, true);
        int steps = options.steps(name);
        SideBySide race =
                new SideBySide(
                        name,
                        training.unit(),
                        training.unitsPerStep(),
                        options.warmup(name),
                        steps,
                        options.turns(),
                        training.tolerance());
        try (NDManager manager = Libtorch.open(options.threads())) {
            if (PeerTrainings.hasDropout(name)) {
                PeerTraining alike = trainings.of(name, false);
                run(manager, alike, options, race::requireSameLosses);
                run(manager, training, options, all -> report(name, options, race.time(all)));
            } else {
                run(manager, training, options, all -> report(name, options, race.compare(all)));
            }
        }
    }

    private static void report(String name, PeerOptions options, List<Sample> samples) {
        for (int i = 1; i < samples.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "%-8s with %d threads, %s is %.2f times as fast as %s%n",
                    name,
                    options.threads(),
                    options.contestants().getFirst(),
                    samples.get(i).over(samples.getFirst()),
                    options.contestants().get(i));
        }
    }

    /** Lets contestants in, has them do something, and closes them, whatever happens. */
    private static void run(
            NDManager manager,
            PeerTraining training,
            PeerOptions options,
            Consumer<List<Contestant>> what) {
        Map<String, String> threads = Map.of("threads", Integer.toString(options.threads()));
        Map<String, NdArray> weights;
        try (Backend backend = new ReferenceBackendFactory().create(threads)) {
            weights = training.initialWeights(backend);
        }
        List<Contestant> contestants = new ArrayList<>();
        try {
            for (String contestant : options.contestants()) {
                contestants.add(
                        Contestants.isTorch(contestant)
                                ? Contestants.torch(
                                        contestant, manager, training, TorchParameters.of(weights))
                                : Contestants.steelyard(contestant, training, options.threads()));
            }
            what.accept(contestants);
        } finally {
            contestants.forEach(Contestant::close);
        }
    }
}
