package io.steelyard.run.profile;

import io.steelyard.program.Cost;
import io.steelyard.spi.ExecutionProfile;
import io.steelyard.train.TrainingProfile;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A profile as text for people: where the time of a step goes by kernel, by scope, and by call
 * site, the longest first. Times and calls are those of a step at the mean.
 */
public final class ProfileTable {
    /** Call sites that are shown. */
    private static final int MOST_SITES = 30;

    private static final int NAME_WIDTH = 28;
    private static final int SCOPE_WIDTH = 44;

    private final TrainingProfile profile;
    private final StringBuilder text = new StringBuilder();

    private ProfileTable(TrainingProfile profile) {
        this.profile = profile;
    }

    /** The table of a profile. */
    public static String text(TrainingProfile profile) {
        ProfileTable table = new ProfileTable(profile);
        table.heading();
        table.kernels();
        table.scopes();
        table.sites();
        return table.text.toString();
    }

    /** What some entries have together. */
    private record Sum(long sites, long calls, long nanos, Cost cost) {
        static Sum of(ExecutionProfile.Entry entry) {
            return new Sum(1, entry.calls(), entry.nanos(), entry.totalCost());
        }

        static Sum host(long nanos) {
            return new Sum(0, 0, nanos, Cost.zero());
        }

        Sum plus(Sum other) {
            return new Sum(
                    sites + other.sites,
                    calls + other.calls,
                    nanos + other.nanos,
                    cost.plus(other.cost));
        }
    }

    private void heading() {
        line(
                "Profile of %,d steps after %,d of warm-up: %.3f ms a step, of which %.3f ms in"
                        + " kernels",
                profile.steps(),
                profile.warmUpSteps(),
                perStep(profile.totalNanos()),
                perStep(profile.functions().stream().mapToLong(ExecutionProfile::nanos).sum()));
    }

    private void kernels() {
        Map<String, Sum> sums = by(ExecutionProfile.Entry::kernel);
        sums.put("(data)", Sum.host(profile.dataNanos()));
        sums.put("(host)", Sum.host(profile.hostNanos()));
        sums.put("(callbacks)", Sum.host(profile.callbackNanos()));
        table("kernel", NAME_WIDTH, sums, sums.size());
        row("all", NAME_WIDTH, sums.values().stream().reduce(Sum.host(0), Sum::plus));
    }

    private void scopes() {
        Map<String, Sum> sums = by(ProfileTable::scope);
        table("scope", SCOPE_WIDTH, sums, sums.size());
    }

    private void sites() {
        Map<String, Sum> sums =
                by(entry -> entry.kernel() + " " + operations(entry) + " " + entry.shapes());
        table("call sites, alike ones together", NAME_WIDTH, sums, MOST_SITES);
    }

    private Map<String, Sum> by(Function<ExecutionProfile.Entry, String> name) {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (ExecutionProfile function : profile.functions()) {
            for (ExecutionProfile.Entry entry : function.entries()) {
                sums.merge(name.apply(entry), Sum.of(entry), Sum::plus);
            }
        }
        return sums;
    }

    private static String scope(ExecutionProfile.Entry entry) {
        return entry.scopes().isEmpty() ? "(none)" : entry.scopes().getFirst();
    }

    private static String operations(ExecutionProfile.Entry entry) {
        return entry.operations().toString();
    }

    private void table(String title, int width, Map<String, Sum> sums, int most) {
        line("");
        line("%-" + width + "s %9s %6s %9s %9s %8s", title, "ms", "%", "calls", "GFLOP/s", "GB/s");
        sums.entrySet().stream()
                .sorted(Comparator.comparingLong(each -> -each.getValue().nanos()))
                .limit(most)
                .forEach(each -> row(each.getKey(), width, each.getValue()));
    }

    private void row(String name, int width, Sum sum) {
        long bytes = sum.cost().bytesRead() + sum.cost().bytesWritten();
        line(
                "%-" + width + "s %9.3f %6.1f %9s %9s %8s",
                name,
                perStep(sum.nanos()),
                100.0 * sum.nanos() / Math.max(1, profile.totalNanos()),
                sum.calls() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "%,.0f", (double) sum.calls() / profile.steps()),
                rate(sum.cost().floatingPointOperations(), sum.nanos()),
                rate(bytes, sum.nanos()));
    }

    /** In 10^9 a second. */
    private static String rate(long count, long nanos) {
        return count == 0 || nanos == 0
                ? ""
                : String.format(Locale.ROOT, "%.1f", (double) count / nanos);
    }

    /** In milliseconds. */
    private double perStep(long nanos) {
        return nanos / 1e6 / Math.max(1, profile.steps());
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
