package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.spi.ExecutionProfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Profiles the first steps of a training: so many to warm up, then as many that count. */
final class StepProfiler {
    private final long steps;
    private final List<Profiled> functions = new ArrayList<>();
    private long done;
    private Times all = Times.NONE;
    private Times warmUp = Times.NONE;
    private Optional<TrainingProfile> profile = Optional.empty();

    /** Nanoseconds of some steps. */
    private record Times(long data, long step, long callbacks) {
        static final Times NONE = new Times(0, 0, 0);

        Times plus(Times other) {
            return new Times(data + other.data, step + other.step, callbacks + other.callbacks);
        }

        Times minus(Times other) {
            return new Times(data - other.data, step - other.step, callbacks - other.callbacks);
        }
    }

    /**
     * A function that is timed.
     *
     * @param warmUp its profile when the warm-up ended; empty when it was compiled later
     */
    private record Profiled(Executable executable, Optional<ExecutionProfile> warmUp) {
        ExecutionProfile now() {
            return executable.profile().orElseThrow();
        }

        ExecutionProfile counted() {
            return warmUp.map(now()::since).orElseGet(this::now);
        }
    }

    /**
     * A profiler.
     *
     * @param steps that count; 0 profiles none
     */
    StepProfiler(long steps) {
        this.steps = steps;
    }

    /** How functions are compiled now. */
    CompileOptions options() {
        return CompileOptions.defaults().withProfile(isActive());
    }

    private boolean isActive() {
        return steps > 0 && profile.isEmpty();
    }

    /**
     * Counts the runs of a function that was compiled with {@link #options}. Throws {@code
     * BACKEND_UNSUPPORTED} when they are to be timed and are not.
     */
    void add(Executable executable, Backend backend) {
        if (!isActive()) {
            return;
        }
        if (executable.profile().isEmpty()) {
            executable.close();
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "The steps are to be profiled, and the backend "
                            + backend.name()
                            + " does not time what it runs. The backend reference does: choose it"
                            + " (--backend reference), or train without a profile.");
        }
        functions.add(new Profiled(executable, Optional.empty()));
    }

    /** Counts a step; whether it was the last that is profiled. */
    boolean stepped(long data, long step, long callbacks) {
        if (!isActive()) {
            return false;
        }
        done++;
        all = all.plus(new Times(data, step, callbacks));
        if (done == steps) {
            functions.replaceAll(
                    each -> new Profiled(each.executable(), each.executable().profile()));
            warmUp = all;
        } else if (done == 2 * steps) {
            profile = Optional.of(counted(steps));
            return true;
        }
        return false;
    }

    /** What was found; empty where no step was profiled. */
    Optional<TrainingProfile> profile() {
        if (!isActive() || done == 0) {
            return profile;
        }
        return Optional.of(counted(done > steps ? steps : 0));
    }

    /** What came after so many steps, which are those of the warm-up or none. */
    private TrainingProfile counted(long after) {
        Times times = after == 0 ? all : all.minus(warmUp);
        return new TrainingProfile(
                after,
                done - after,
                times.data(),
                times.step(),
                times.callbacks(),
                functions.stream()
                        .map(each -> after == 0 ? each.now() : each.counted())
                        .filter(each -> each.runs() > 0)
                        .toList());
    }
}
