package com.example.digits;

import io.steelyard.train.Callback;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Shows a training: a line after each epoch, and on a terminal a line that counts within it. */
final class Progress implements Callback {
    private static final long INTERVAL_NANOS = Duration.ofMillis(250).toNanos();
    private static final String ERASED_LINE = "\r\033[K";

    private final PrintWriter out;
    private final long stepsPerEpoch;
    private final boolean terminal;
    private long epoch;
    private long epochStartNanos;
    private long shownNanos;
    private long examples;

    Progress(PrintWriter out, long stepsPerEpoch) {
        this.out = out;
        this.stepsPerEpoch = stepsPerEpoch;
        this.terminal = System.console() != null && System.console().isTerminal();
    }

    @Override
    public void started(TrainingStart start) {
        out.printf(Locale.ROOT, "%,d parameters%n", start.parameters());
        out.flush();
        epochStartNanos = System.nanoTime();
    }

    @Override
    public void stepped(TrainingStep step) {
        examples += step.weight();
        long now = System.nanoTime();
        if (terminal && now - shownNanos > INTERVAL_NANOS) {
            shownNanos = now;
            out.printf(
                    Locale.ROOT,
                    "%sepoch %d, step %,d of %,d: loss %.4f, %,.0f digits a second",
                    ERASED_LINE,
                    step.epoch() + 1,
                    (step.step() - 1) % stepsPerEpoch + 1,
                    stepsPerEpoch,
                    step.loss(),
                    examples * 1e9 / (now - epochStartNanos));
            out.flush();
        }
    }

    @Override
    public void validated(long step, Map<String, Double> metrics) {
        epoch++;
        double seconds = (System.nanoTime() - epochStartNanos) / 1e9;
        out.printf(
                Locale.ROOT,
                "%sepoch %2d   loss %.4f   accuracy %6.2f %%   %4.0f s%n",
                terminal ? ERASED_LINE : "",
                epoch,
                metrics.get("validation/loss"),
                100 * metrics.get("validation/accuracy"),
                seconds);
        out.flush();
        examples = 0;
        epochStartNanos = System.nanoTime();
    }
}
