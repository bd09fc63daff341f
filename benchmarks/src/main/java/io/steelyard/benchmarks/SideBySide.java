package io.steelyard.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets contestants train in turns within one process, since absolute times drift with the machine,
 * after it has seen that they do the same work.
 *
 * @param what is trained
 * @param unit of what a step works on: tokens, examples
 * @param unitsPerStep how many of them
 * @param warmup steps of each before the first turn, besides those whose losses are compared
 * @param steps of each turn
 * @param turns of each contestant
 * @param tolerance losses of the first steps may differ by so much, as a part of the loss
 */
public record SideBySide(
        String what,
        String unit,
        int unitsPerStep,
        int warmup,
        int steps,
        int turns,
        double tolerance) {
    /** So many first losses are compared. */
    private static final int CHECKED_STEPS = 10;

    /** A tolerance that float arithmetic in another order does not exceed, as a rule. */
    public static final double TOLERANCE = 1e-3;

    /**
     * Between two turns. The threads of one contestant spin for a while after its last step, in
     * case there is more to do: those of the reference backend for a millisecond, those of GNU's
     * OpenMP, on which the libtorch that DJL brings runs, for 300,000 rounds, which are a few
     * milliseconds (Intel's would go on for 200). The turn that follows does not pay for that.
     */
    static final long PAUSE_NANOSECONDS = 30_000_000;

    /**
     * Sees that the losses agree, and times the turns: milliseconds a step of each contestant.
     * Throws {@code IllegalStateException} where they do not.
     */
    public List<Sample> compare(List<Contestant> contestants) {
        requireSameLosses(contestants);
        return time(contestants);
    }

    /** Times the turns only: where contestants draw random numbers of their own. */
    public List<Sample> time(List<Contestant> contestants) {
        for (Contestant contestant : contestants) {
            contestant.train(warmup);
        }
        double[][] times = new double[contestants.size()][turns];
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < times.length; i++) {
                LockSupport.parkNanos(PAUSE_NANOSECONDS);
                long start = System.nanoTime();
                contestants.get(i).train(steps);
                times[i][turn] = (System.nanoTime() - start) / 1e6 / steps;
            }
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            samples.add(new Sample(times[i]));
            print(contestants.get(i).name(), samples.getLast(), samples.getFirst());
        }
        return List.copyOf(samples);
    }

    private void print(String name, Sample sample, Sample first) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %-22s %8.2f ms a step [%.2f, %.2f], %,9.0f %s/s, %.3f times the first%n",
                what,
                name,
                sample.median(),
                sample.quantile(0.1),
                sample.quantile(0.9),
                unitsPerStep / sample.median() * 1e3,
                unit,
                sample.over(first));
    }

    /**
     * Trains all of them for ten steps, and throws {@code IllegalStateException} where the losses
     * differ from those of the first contestant by more than the tolerance.
     */
    public void requireSameLosses(List<Contestant> contestants) {
        for (Contestant contestant : contestants) {
            contestant.train(CHECKED_STEPS);
        }
        List<Double> expected = contestants.getFirst().losses();
        double largest = 0;
        for (Contestant contestant : contestants) {
            for (int step = 0; step < CHECKED_STEPS; step++) {
                double difference =
                        Math.abs(contestant.losses().get(step) - expected.get(step))
                                / expected.get(step);
                largest = Math.max(largest, difference);
                if (!(difference <= tolerance)) {
                    throw new IllegalStateException(
                            what
                                    + ": the loss of "
                                    + contestant.name()
                                    + " at step "
                                    + (step + 1)
                                    + " is "
                                    + contestant.losses().get(step)
                                    + ", and that of "
                                    + contestants.getFirst().name()
                                    + " "
                                    + expected.get(step)
                                    + ": they do not do the same work.");
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: the losses of the first %d steps, %.4f to %.4f, differ by at most %.1e of"
                        + " them%n",
                what,
                CHECKED_STEPS,
                expected.getFirst(),
                expected.get(CHECKED_STEPS - 1),
                largest);
    }
}
