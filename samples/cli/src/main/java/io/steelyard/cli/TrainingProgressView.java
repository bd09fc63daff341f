package io.steelyard.cli;

import io.steelyard.run.RunCallback;
import io.steelyard.run.RunPlan;
import io.steelyard.run.profile.ProfileTable;
import io.steelyard.run.report.Numbers;
import io.steelyard.train.TrainingReport;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows a training as it goes: a bar on a terminal, a line every few seconds elsewhere. */
final class TrainingProgressView implements RunCallback, AutoCloseable {
    private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long BAR_NANOS = Duration.ofMillis(500).toNanos();
    private static final String ERASED_LINE = "\r\033[K";

    private final PrintWriter err;
    private final String unit;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private long steps;
    private long firstStep;
    private long startNanos;
    private long shownNanos;
    private long lastEventNanos;
    private long otherNanosSinceShown;
    private long countSinceShown;

    /**
     * @param steps that are planned; 0 when a plan says it
     * @param unit what speed counts: tokens or examples
     */
    TrainingProgressView(PrintWriter err, long steps, String unit) {
        this.err = err;
        this.steps = steps;
        this.unit = unit;
        this.terminal = System.console() != null && System.console().isTerminal();
    }

    @Override
    public void planned(RunPlan plan) {
        steps = plan.steps();
    }

    @Override
    public void started(TrainingStart start) {
        err.printf(
                Locale.ROOT,
                "%s step %,d: compiled in %.1f s to %,d kernels%n",
                start.firstStep() == 0 ? "From" : "Resumed after",
                start.firstStep(),
                start.compileReport().compileTime().toNanos() / 1e9,
                start.compileReport().kernels());
        firstStep = start.firstStep();
        startNanos = System.nanoTime();
        shownNanos = startNanos;
        lastEventNanos = startNanos;
        if (terminal) {
            bar =
                    new ProgressBarBuilder()
                            // A window of 80 columns has no room for a name.
                            .setTaskName("")
                            .setInitialMax(steps)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(250)
                            .hideEta()
                            // The line of the cursor, and not the one above it, which is a note.
                            .setConsumer(new ConsoleProgressBarConsumer(System.err))
                            .startsFrom(firstStep, Duration.ZERO)
                            .build();
        }
    }

    @Override
    public void stepped(TrainingStep step) {
        countSinceShown += step.weight();
        long now = System.nanoTime();
        lastEventNanos = now;
        boolean due = now - shownNanos >= (bar == null ? LINE_NANOS : BAR_NANOS);
        if (due || step.step() == steps) {
            show(step, now);
            shownNanos = now;
            countSinceShown = 0;
            otherNanosSinceShown = 0;
        }
        if (bar != null) {
            bar.stepTo(step.step());
        }
    }

    private void show(TrainingStep step, long now) {
        double perSecond =
                countSinceShown * 1e9 / Math.max(1, now - shownNanos - otherNanosSinceShown);
        if (bar != null) {
            bar.setExtraMessage(
                    String.format(
                            Locale.ROOT,
                            " loss %.3f %,.0f %s/s %s left",
                            step.loss(),
                            perSecond,
                            unit,
                            remaining(step.step(), now)));
        } else {
            err.printf(
                    Locale.ROOT,
                    "step %,d of %,d, loss %.4f, %,.0f %s/s, %s left%n",
                    step.step(),
                    steps,
                    step.loss(),
                    perSecond,
                    unit,
                    remaining(step.step(), now));
        }
    }

    /** With validations and checkpoints as frequent as they were so far. */
    private String remaining(long step, long now) {
        double perStep = (double) (now - startNanos) / Math.max(1, step - firstStep);
        long seconds = Math.round(perStep * (steps - step) / 1e9);
        return seconds >= 3600
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    @Override
    public void validated(long step, Map<String, Double> metrics) {
        if (bar != null) {
            // Leaves the line of the bar, which draws itself again below.
            err.print(ERASED_LINE);
        }
        err.printf(
                Locale.ROOT,
                "validation after step %,d: %s%n",
                step,
                metrics.entrySet().stream()
                        .filter(metric -> shown(metric.getKey()))
                        .map(
                                metric ->
                                        name(metric.getKey())
                                                + " "
                                                + Numbers.figure(metric.getValue()))
                        .collect(Collectors.joining(", ")));
        leaveOut();
    }

    private static String name(String metric) {
        return metric.substring(metric.indexOf('/') + 1).replace('_', ' ');
    }

    /** Perplexity is the loss in other words. */
    private static boolean shown(String metric) {
        return !metric.equals("validation/perplexity");
    }

    @Override
    public void saved(long step, Path directory) {
        leaveOut();
    }

    /** What was not spent on steps does not count into the speed. */
    private void leaveOut() {
        long now = System.nanoTime();
        otherNanosSinceShown += now - lastEventNanos;
        lastEventNanos = now;
    }

    @Override
    public void finished(TrainingReport report) {
        close();
        report.profile().ifPresent(profile -> err.print(ProfileTable.text(profile)));
    }

    /** Leaves the bar as it is, also when the training failed. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
