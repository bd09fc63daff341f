package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Schedule;

import java.util.List;
import java.util.Map;

/** Learning rates over the steps of a training. */
public final class Schedules {
    private Schedules() {}

    /** The same at each step. */
    public static Schedule constant(double learningRate) {
        Arguments.requireNotNegative("Schedules.constant", "rate", learningRate);
        return step -> learningRate;
    }

    /**
     * Times a factor after every so many steps: {@code first factor^floor(step / every)} (PyTorch's
     * {@code StepLR}).
     *
     * @param first the rate at the beginning
     * @param factor in (0, 1]
     * @param every steps that a rate stays, 1 or more
     */
    public static Schedule step(double first, double factor, long every) {
        String owner = "Schedules.step";
        Arguments.requireNotNegative(owner, "first rate", first);
        requireDecay(owner, factor);
        requireAtLeastOne(owner, "steps of a rate", every);
        return step -> first * Math.pow(factor, step / every);
    }

    /**
     * Times a factor after each step: {@code first factor^step} (PyTorch's {@code ExponentialLR}).
     *
     * @param first the rate at the beginning
     * @param factor in (0, 1]
     */
    public static Schedule exponential(double first, double factor) {
        Arguments.requireNotNegative("Schedules.exponential", "first rate", first);
        requireDecay("Schedules.exponential", factor);
        return step -> first * Math.pow(factor, step);
    }

    /**
     * A power of what is left: {@code last + (first - last) (1 - step / total)^power}, and last
     * after total (Chen et al. 2018, "DeepLab", section 4.1, "poly", whose power is 0.9).
     *
     * @param first the rate at the beginning
     * @param last the rate at the end
     * @param total steps until it is reached, 1 or more
     * @param power above 0; 1 is a straight line
     */
    public static Schedule polynomial(double first, double last, long total, double power) {
        String owner = "Schedules.polynomial";
        Arguments.requireNotNegative(owner, "first rate", first);
        Arguments.requireNotNegative(owner, "last rate", last);
        Arguments.requirePositive(owner, "power", power);
        requireAtLeastOne(owner, "number of steps", total);
        return step -> {
            double left = 1 - (double) Math.min(step, total) / total;
            return last + (first - last) * Math.pow(left, power);
        };
    }

    /**
     * Half a cosine from peak to floor, over and over (Loshchilov and Hutter 2017, "SGDR", equation
     * 5): in the cycle that begins at step s and lasts T steps, {@code floor + (peak - floor) (1 +
     * cos(pi (step - s) / T)) / 2}.
     *
     * @param peak the rate at the beginning of each cycle
     * @param floor what the rate falls to
     * @param first steps of the first cycle, 1 or more
     * @param growth how many times longer each cycle is than the one before, 1 or more
     */
    public static Schedule cosineWithRestarts(double peak, double floor, long first, int growth) {
        String owner = "Schedules.cosineWithRestarts";
        Arguments.requireNotNegative(owner, "floor", floor);
        Arguments.require(
                peak >= floor && Double.isFinite(peak),
                owner,
                "peak",
                peak,
                "finite rates that are not below the floor");
        requireAtLeastOne(owner, "number of steps of the first cycle", first);
        requireAtLeastOne(owner, "growth", growth);
        return step -> {
            long inCycle = growth == 1 ? step % first : step;
            long cycle = first;
            while (inCycle >= cycle) {
                inCycle -= cycle;
                cycle *= growth;
            }
            return cosine(peak, floor, (double) inCycle / cycle);
        };
    }

    /**
     * One cycle up and down, and on down to almost nothing (Smith 2018, "A disciplined approach to
     * neural network hyper-parameters", section 4; Smith and Topin 2018), in the form of PyTorch's
     * {@code OneCycleLR}: half a cosine from {@code peak / 25} at step 0 up to the peak, which is
     * reached after 3 tenths of the steps, then half a cosine down to {@code peak / 250000} at step
     * {@code total - 1}.
     *
     * @param peak the largest rate
     * @param total steps of the cycle, 1 or more
     */
    public static Schedule oneCycle(double peak, long total) {
        return oneCycle(peak, total, 0.3, 25, 1e4);
    }

    /**
     * As the form without them does.
     *
     * @param rise the part of the steps until the peak, in (0, 1)
     * @param firstDivisor the first rate is the peak divided by it, at least 1
     * @param lastDivisor the last rate is the first one divided by it, at least 1
     */
    public static Schedule oneCycle(
            double peak, long total, double rise, double firstDivisor, double lastDivisor) {
        String owner = "Schedules.oneCycle";
        Arguments.requireNotNegative(owner, "peak", peak);
        requireAtLeastOne(owner, "number of steps", total);
        Arguments.require(
                rise > 0 && rise < 1, owner, "part of the rise", rise, "numbers between 0 and 1");
        requireAtLeastOne(owner, "first divisor", firstDivisor);
        requireAtLeastOne(owner, "last divisor", lastDivisor);
        double first = peak / firstDivisor;
        double last = first / lastDivisor;
        double turn = rise * total - 1;
        return step -> {
            if (step < turn) {
                return cosine(first, peak, step / turn);
            }
            double progress = step >= total - 1 ? 1 : (step - turn) / (total - 1 - turn);
            return cosine(peak, last, progress);
        };
    }

    /**
     * A linear warm-up before any schedule (Goyal et al. 2017, section 2.2): {@code first (step +
     * 1) / (warmup + 1)} before warmup, where first is the schedule's rate at its step 0; then the
     * schedule, which counts its steps from the end of the warm-up.
     *
     * @param warmup steps of the warm-up
     */
    public static Schedule warmup(long warmup, Schedule schedule) {
        requireCounts(warmup, warmup);
        return new Warmup(warmup, schedule);
    }

    private record Warmup(long steps, Schedule schedule) implements Schedule {
        @Override
        public double learningRate(long step) {
            return learningRate(step, List.of());
        }

        @Override
        public double learningRate(long step, List<Map<String, Double>> validations) {
            return step < steps
                    ? schedule.learningRate(0, validations) * (step + 1) / (steps + 1)
                    : schedule.learningRate(step - steps, validations);
        }
    }

    /**
     * Linear warm-up, a plateau, and a straight line down to 0 (Hu et al. 2024, "MiniCPM", section
     * 4.3, whose last part is exponential; the line is that of Hägele et al. 2024): {@code peak
     * (step + 1) / (warmup + 1)} before warmup, peak until the last decay steps, then {@code peak
     * (total - step) / decay}, and 0 after total.
     *
     * @param peak the largest rate
     * @param warmup steps of the warm-up
     * @param decay steps of the line down, 1 or more
     * @param total steps until 0 is reached, at least those of warm-up and line
     */
    public static Schedule warmupStableDecay(double peak, long warmup, long decay, long total) {
        String owner = "Schedules.warmupStableDecay";
        Arguments.requireNotNegative(owner, "peak", peak);
        requireCounts(warmup, total);
        requireAtLeastOne(owner, "number of steps of the decay", decay);
        Arguments.require(
                warmup + decay <= total,
                owner,
                "total",
                total,
                "at least the steps of warm-up and decay together, " + (warmup + decay));
        return warmup(
                warmup,
                step -> peak * Math.min(1, (double) Math.max(0, total - warmup - step) / decay));
    }

    /** Linear warm-up, then half a cosine down to 0; see the form with a floor. */
    public static Schedule warmupCosine(double peak, long warmup, long total) {
        return warmupCosine(peak, 0, warmup, total);
    }

    /**
     * Linear warm-up, then half a cosine (Loshchilov and Hutter 2017, equation 5, without
     * restarts): {@code peak (step + 1) / (warmup + 1)} before warmup, then {@code floor + (peak -
     * floor) (1 + cos(pi (step - warmup) / (total - warmup))) / 2}, and floor after total.
     *
     * @param peak the largest rate
     * @param floor the rate at the end
     * @param warmup steps of the warm-up
     * @param total steps until the floor is reached
     */
    public static Schedule warmupCosine(double peak, double floor, long warmup, long total) {
        requireCounts(warmup, total);
        if (!(peak >= floor)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A cosine schedule from "
                            + peak
                            + " down to "
                            + floor
                            + " was given; accepted is a"
                            + " peak that is not below the floor.");
        }
        return step -> {
            if (step < warmup) {
                return peak * (step + 1) / (warmup + 1);
            }
            if (step >= total) {
                return floor;
            }
            double progress = (double) (step - warmup) / (total - warmup);
            return cosine(peak, floor, progress);
        };
    }

    /**
     * Linear warm-up, then a straight line: {@code peak (step + 1) / (warmup + 1)} before warmup,
     * then {@code peak (total - step) / (total - warmup)}, and 0 after total.
     *
     * @param peak the largest rate
     * @param warmup steps of the warm-up
     * @param total steps until 0 is reached
     */
    public static Schedule warmupLinear(double peak, long warmup, long total) {
        requireCounts(warmup, total);
        return step ->
                step < warmup
                        ? peak * (step + 1) / (warmup + 1)
                        : peak * Math.max(0, total - step) / Math.max(1, total - warmup);
    }

    /** Half a cosine: {@code from} at a progress of 0, {@code to} at 1. */
    private static double cosine(double from, double to, double progress) {
        return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }

    private static void requireDecay(String owner, double factor) {
        Arguments.require(
                factor > 0 && factor <= 1,
                owner,
                "factor",
                factor,
                "numbers above 0, up to and including 1");
    }

    private static void requireAtLeastOne(String owner, String name, Number value) {
        Arguments.require(
                value.doubleValue() >= 1 && Double.isFinite(value.doubleValue()),
                owner,
                name,
                value,
                "finite numbers of 1 or more");
    }

    private static void requireCounts(long warmup, long total) {
        if (warmup < 0 || total < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A schedule with "
                            + warmup
                            + " warm-up steps of "
                            + total
                            + " was given; accepted are counts of 0 or more.");
        }
    }
}
