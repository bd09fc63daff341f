package io.steelyard.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Lets contestants train in turns within one process, since absolute times drift with the machine,
 * after it has seen that they do the same work.
 *
 * @param what is trained
 * @param unit of what a step works on: tokens, examples
 * @param unitsPerStep how many of them
 * @param steps of each turn
 * @param turns of each contestant
 */
record SideBySide(String what, String unit, int unitsPerStep, int steps, int turns) {
    private static final int WARMUP_STEPS = 10;

    /** Losses of the first steps may differ by so much, as a part of the loss. */
    private static final double TOLERANCE = 1e-3;

    /** The median time of a step of each contestant, in milliseconds. */
    double[] compare(List<Contestant> contestants) {
        for (Contestant contestant : contestants) {
            contestant.train(WARMUP_STEPS);
        }
        requireSameLosses(contestants);
        double[][] times = new double[contestants.size()][turns];
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < times.length; i++) {
                long start = System.nanoTime();
                contestants.get(i).train(steps);
                times[i][turn] = (System.nanoTime() - start) / 1e6 / steps;
            }
        }
        List<Double> medians = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            double median = median(times[i]);
            medians.add(median);
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %-22s %8.2f ms a step [%.2f, %.2f], %,9.0f %s/s, %.3f times the first%n",
                    what,
                    contestants.get(i).name(),
                    median,
                    Arrays.stream(times[i]).min().orElseThrow(),
                    Arrays.stream(times[i]).max().orElseThrow(),
                    unitsPerStep / median * 1e3,
                    unit,
                    ratio(times[i], times[0]));
        }
        return medians.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The median of the ratios of neighbouring turns. */
    private static double ratio(double[] times, double[] first) {
        double[] ratios = new double[times.length];
        for (int turn = 0; turn < ratios.length; turn++) {
            ratios[turn] = times[turn] / first[turn];
        }
        return median(ratios);
    }

    private void requireSameLosses(List<Contestant> contestants) {
        List<Double> expected = contestants.getFirst().losses();
        double largest = 0;
        for (Contestant contestant : contestants) {
            for (int step = 0; step < WARMUP_STEPS; step++) {
                double difference =
                        Math.abs(contestant.losses().get(step) - expected.get(step))
                                / expected.get(step);
                largest = Math.max(largest, difference);
                if (!(difference <= TOLERANCE)) {
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
                "%s: the losses of the first %d steps differ by at most %.1e of them%n",
                what,
                WARMUP_STEPS,
                largest);
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
