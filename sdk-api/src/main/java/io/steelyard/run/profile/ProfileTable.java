package io.steelyard.run.profile;

import io.steelyard.program.Cost;
import io.steelyard.spi.ExecutionProfile;
import io.steelyard.train.TrainingProfile;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A profile as text for people: where the time of a step goes by kernel, by scope, and by call
 * site, the longest first. Times and calls are those of a step at the mean; what it would take if
 * each call were the shortest stands beside it, since others may keep the machine busy.
 */
public final class ProfileTable {
    private static final int MOST_ROWS = 30;
    private static final int MOST_OPERATIONS = 8;

    /** A part of a path that counts. */
    private static final Pattern NUMBER = Pattern.compile("(?<=\\.)\\d+(?=\\.|$)");

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
    private record Sum(long calls, long nanos, long atBest, Cost cost) {
        static Sum of(ExecutionProfile.Entry entry) {
            return new Sum(
                    entry.calls(),
                    entry.nanos(),
                    entry.calls() * entry.leastNanos(),
                    entry.totalCost());
        }

        static Sum host(long nanos) {
            return new Sum(0, nanos, nanos, Cost.zero());
        }

        Sum plus(Sum other) {
            return new Sum(
                    calls + other.calls,
                    nanos + other.nanos,
                    atBest + other.atBest,
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
        table("kernel", sums);
        row("all", all(sums.values().stream()));
    }

    private void scopes() {
        table("scope, layers together", by(ProfileTable::scope));
    }

    private void sites() {
        table(
                "call site, alike ones together",
                by(
                        entry ->
                                Stream.of(entry.kernel(), operations(entry), entry.shapes())
                                        .filter(words -> !words.isEmpty())
                                        .collect(Collectors.joining(" "))));
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

    /** The first scope, with a star for the number of a layer. */
    private static String scope(ExecutionProfile.Entry entry) {
        return entry.scopes().isEmpty()
                ? "(none)"
                : NUMBER.matcher(entry.scopes().getFirst()).replaceAll("*");
    }

    /** Nothing where the kernel is named as its operation. */
    private static String operations(ExecutionProfile.Entry entry) {
        List<String> names = entry.operations();
        if (names.isEmpty() || names.equals(List.of(entry.kernel()))) {
            return "";
        }
        List<String> shown = names.subList(0, Math.min(MOST_OPERATIONS, names.size()));
        return "["
                + String.join(" ", shown)
                + (names.size() > MOST_OPERATIONS ? " ..., " + names.size() + " in all]" : "]");
    }

    private void table(String title, Map<String, Sum> sums) {
        line("");
        line(
                "%10s %9s %6s %8s %9s %8s  %s",
                "ms", "at best", "%", "calls", "GFLOP/s", "GB/s", title);
        List<Map.Entry<String, Sum>> rows =
                sums.entrySet().stream()
                        .sorted(Comparator.comparingLong(each -> -each.getValue().nanos()))
                        .toList();
        int shown = rows.size() > MOST_ROWS ? MOST_ROWS - 1 : rows.size();
        rows.subList(0, shown).forEach(each -> row(each.getKey(), each.getValue()));
        if (shown < rows.size()) {
            row(
                    "(%,d others)".formatted(rows.size() - shown),
                    all(rows.subList(shown, rows.size()).stream().map(Map.Entry::getValue)));
        }
    }

    private static Sum all(Stream<Sum> sums) {
        return sums.reduce(Sum.host(0), Sum::plus);
    }

    private void row(String name, Sum sum) {
        line(
                "%10.3f %9.3f %6.1f %8s %9s %8s  %s",
                perStep(sum.nanos()),
                perStep(sum.atBest()),
                100.0 * sum.nanos() / Math.max(1, profile.totalNanos()),
                sum.calls() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "%,.0f", (double) sum.calls() / profile.steps()),
                rate(sum.cost().floatingPointOperations(), sum.nanos()),
                rate(sum.cost().bytesRead() + sum.cost().bytesWritten(), sum.nanos()),
                name);
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
