package io.steelyard.reference.internal.run;

/**
 * A step whose time is taken, in programs that are profiled.
 *
 * @param site the position of its call site in the program's list
 */
public record TimedStep(Step step, int site) implements Step {
    @Override
    public void run(Frame frame) {
        Timings timings = frame.timings();
        timings.begin(site);
        step.run(frame);
        timings.end();
    }

    @Override
    public String name() {
        return step.name();
    }

    @Override
    public long kernels() {
        return step.kernels();
    }
}
