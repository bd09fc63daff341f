package io.steelyard.reference.internal.run;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.reference.internal.thread.WorkerPool;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Runs a {@link Program}. Each run in progress has a workspace of its own; they are kept for later
 * runs, so that there are as many as runs were ever in progress at once.
 */
public final class CompiledFunction implements Executable {
    private final Program program;
    private final WorkerPool pool;
    private final Step[] steps;
    private final Step[] commits;
    private final List<String> written;
    private final Deque<Workspace> idle = new ArrayDeque<>();
    private int running;
    private boolean closed;

    public CompiledFunction(Program program, WorkerPool pool) {
        this.program = program;
        this.pool = pool;
        steps = program.steps().toArray(Step[]::new);
        commits = program.commits().toArray(Step[]::new);
        written = program.function().writes().stream().map(Binding::name).toList();
    }

    @Override
    public Function function() {
        return program.function();
    }

    @Override
    public CompileReport report() {
        return program.report();
    }

    @Override
    public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
        requireInputs(inputs);
        if (!(state instanceof NativeState own)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Function '"
                            + function().name()
                            + "' was given a state of another backend ("
                            + state.getClass().getSimpleName()
                            + "); allocate it with the reference backend.");
        }
        boolean writes = !written.isEmpty();
        Workspace workspace = begin();
        try {
            own.lock(writes);
            try {
                return run(workspace, own, inputs);
            } finally {
                own.unlock(writes);
            }
        } finally {
            end(workspace);
        }
    }

    private List<NdArray> run(Workspace workspace, NativeState state, List<NdArray> inputs) {
        state.requireOpen();
        if (workspace.state() != state) {
            long[] addresses = state.addresses(function().name(), program.state());
            state.requireOwned(function().name(), written);
            workspace.bind(state, addresses);
        }
        for (int i = 0; i < inputs.size(); i++) {
            MemorySegment given = inputs.get(i).memory();
            long offset = program.inputs().get(i).offset();
            MemorySegment.copy(given, 0, workspace.memory(), offset, given.byteSize());
        }
        Frame frame = workspace.frame();
        for (Step step : steps) {
            step.run(frame);
        }
        List<NdArray> outputs = new ArrayList<>(program.outputs().size());
        for (int i = 0; i < program.outputs().size(); i++) {
            NdArray output = NdArray.zeros(function().outputs().get(i).value().type());
            workspace.copyOut(program.outputs().get(i), output.memory());
            outputs.add(output);
        }
        for (Step commit : commits) {
            commit.run(frame);
        }
        return Collections.unmodifiableList(outputs);
    }

    private void requireInputs(List<NdArray> inputs) {
        List<Binding> wanted = function().inputs();
        if (inputs.size() != wanted.size()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Function '"
                            + function().name()
                            + "' takes "
                            + wanted.size()
                            + " inputs "
                            + wanted.stream().map(Binding::name).toList()
                            + "; given were "
                            + inputs.size()
                            + ".");
        }
        for (int i = 0; i < inputs.size(); i++) {
            TensorType type = wanted.get(i).value().type();
            if (!inputs.get(i).type().equals(type)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Input '"
                                + wanted.get(i).name()
                                + "' of function '"
                                + function().name()
                                + "' is "
                                + type
                                + "; given was "
                                + inputs.get(i).type()
                                + ".");
            }
        }
    }

    private synchronized Workspace begin() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED,
                    "Function '"
                            + function().name()
                            + "' was closed and cannot run; compile it again.");
        }
        @Nullable Workspace workspace = idle.poll();
        if (workspace == null) {
            workspace = new Workspace(pool, program);
        }
        running++;
        return workspace;
    }

    private synchronized void end(Workspace workspace) {
        idle.push(workspace);
        running--;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException problem) {
                interrupted = true;
            }
        }
        idle.forEach(Workspace::close);
        idle.clear();
        program.constants().owner().close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
