package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.thread.WorkerPool;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.ExecutionProfile;
import io.steelyard.spi.LayeredExecutable;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Runs a {@link Program}. Each run in progress has a workspace of its own; they are kept for later
 * runs, so that there are as many as runs were ever in progress at once.
 */
public final class CompiledFunction extends LayeredExecutable<NativeState> {
    private final Program program;
    private final WorkerPool pool;
    private final Step[] steps;
    private final Step[] commits;
    private final @Nullable RunProfile profile;
    private final Deque<Workspace> idle = new ArrayDeque<>();

    public CompiledFunction(Program program, WorkerPool pool) {
        super("reference", program.function(), NativeState.class);
        this.program = program;
        this.pool = pool;
        steps = program.steps().toArray(Step[]::new);
        commits = program.commits().toArray(Step[]::new);
        profile =
                program.callSites()
                        .map(sites -> new RunProfile(program.function().name(), sites))
                        .orElse(null);
    }

    @Override
    public CompileReport report() {
        return program.report();
    }

    @Override
    public Optional<ExecutionProfile> profile() {
        return Optional.ofNullable(profile).map(RunProfile::profile);
    }

    @Override
    protected List<NdArray> runLocked(NativeState state, List<NdArray> inputs) {
        Workspace workspace = take();
        try {
            return profile == null
                    ? run(workspace, state, inputs)
                    : runTimed(profile, workspace, state, inputs);
        } finally {
            giveBack(workspace);
        }
    }

    private List<NdArray> run(Workspace workspace, NativeState state, List<NdArray> inputs) {
        copyIn(workspace, state, inputs);
        Frame frame = workspace.frame();
        runAll(steps, frame);
        List<NdArray> outputs = copyOut(workspace);
        runAll(commits, frame);
        return outputs;
    }

    private List<NdArray> runTimed(
            RunProfile times, Workspace workspace, NativeState state, List<NdArray> inputs) {
        Timings timings = times.newRun();
        timings.begin(times.run());
        timings.begin(times.inputs());
        copyIn(workspace, state, inputs);
        timings.end();
        Frame frame = workspace.frame();
        frame.time(timings);
        runAll(steps, frame);
        timings.begin(times.outputs());
        List<NdArray> outputs = copyOut(workspace);
        timings.end();
        runAll(commits, frame);
        timings.end();
        times.add(timings);
        return outputs;
    }

    private static void runAll(Step[] steps, Frame frame) {
        for (Step step : steps) {
            step.run(frame);
        }
    }

    private void copyIn(Workspace workspace, NativeState state, List<NdArray> inputs) {
        if (workspace.state() != state) {
            state.requireFits(function());
            workspace.bind(state, state.addresses(program.state().keySet()));
        }
        for (int i = 0; i < inputs.size(); i++) {
            MemorySegment given = inputs.get(i).memory();
            long offset = program.inputs().get(i).offset();
            MemorySegment.copy(given, 0, workspace.memory(), offset, given.byteSize());
        }
    }

    private List<NdArray> copyOut(Workspace workspace) {
        List<NdArray> outputs = new ArrayList<>(program.outputs().size());
        for (int i = 0; i < program.outputs().size(); i++) {
            NdArray output = NdArray.zeros(function().outputs().get(i).value().type());
            workspace.copyOut(program.outputs().get(i), output.memory());
            outputs.add(output);
        }
        return Collections.unmodifiableList(outputs);
    }

    private Workspace take() {
        synchronized (idle) {
            @Nullable Workspace workspace = idle.poll();
            return workspace == null ? new Workspace(pool, program) : workspace;
        }
    }

    private void giveBack(Workspace workspace) {
        synchronized (idle) {
            idle.push(workspace);
        }
    }

    @Override
    protected void closeIdle() {
        idle.forEach(Workspace::close);
        idle.clear();
        program.constants().owner().close();
    }
}
