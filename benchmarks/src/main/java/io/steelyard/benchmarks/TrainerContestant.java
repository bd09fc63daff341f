package io.steelyard.benchmarks;

import io.steelyard.nn.AdamW;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Model;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;
import io.steelyard.train.Trainer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * A training with the SDK, on a thread of its own that waits between the steps it is asked for: so
 * trainings take turns while each keeps its compiled function and its state.
 */
public final class TrainerContestant implements Contestant {
    private final String name;
    private final Semaphore asked = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);
    private final List<Double> losses = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean ends;
    private volatile @Nullable Throwable failure;

    /**
     * Starts a training that waits before its first step.
     *
     * @param options of the backend
     * @param trainer of a backend: the training, which goes on until this is closed
     */
    public TrainerContestant(
            String name,
            BackendFactory factory,
            Map<String, String> options,
            Function<Backend, Trainer> trainer,
            Dataset<Batch> data) {
        this.name = name;
        thread =
                Thread.ofPlatform()
                        .name(name)
                        .start(
                                () -> {
                                    try {
                                        run(factory, options, trainer, data);
                                    } catch (RuntimeException | Error problem) {
                                        failure = problem;
                                        done.release(Integer.MAX_VALUE / 2);
                                    }
                                });
    }

    /** The training that the contestants do where nothing else is said. */
    static Trainer trainer(Backend backend, Model model) {
        return new Trainer(backend, model)
                .loss(new SoftmaxCrossEntropy())
                .optimizer(new AdamW(0.9f, 0.99f, 1e-8f, 0.1f))
                .learningRate(1e-3)
                .clipGradients(1);
    }

    private void run(
            BackendFactory factory,
            Map<String, String> options,
            Function<Backend, Trainer> trainer,
            Dataset<Batch> data) {
        try (Backend backend = factory.create(options);
                var _ =
                        trainer.apply(backend)
                                .callback(new Turns())
                                .stopWhen(Stop.when(() -> ends, "the comparison is over"))
                                .fit(data)) {
            done.release();
        }
    }

    /** Waits before each step until it is asked for. */
    private final class Turns implements Callback {
        @Override
        public void started(TrainingStart start) {
            asked.acquireUninterruptibly();
        }

        @Override
        public void stepped(TrainingStep step) {
            losses.add(step.loss());
            done.release();
            asked.acquireUninterruptibly();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void train(int steps) {
        asked.release(steps);
        done.acquireUninterruptibly(steps);
        Throwable problem = failure;
        if (problem != null) {
            throw new IllegalStateException(name + " failed", problem);
        }
    }

    @Override
    public List<Double> losses() {
        return List.copyOf(losses);
    }

    @Override
    public void close() {
        ends = true;
        asked.release();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
