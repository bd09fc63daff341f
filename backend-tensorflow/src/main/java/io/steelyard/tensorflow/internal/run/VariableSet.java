package io.steelyard.tensorflow.internal.run;

import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.Call;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.NativeTensor;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.Output;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Variables in a session, over those of another set if there is one. A set that a state has left is
 * taken again by the next state of the same entries, since the graph of a session only grows.
 *
 * <p>Safe for use from several threads, as far as the session's variables are.
 */
final class VariableSet {
    private final DeviceSession session;
    private final @Nullable VariableSet below;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<CompiledFunction, Call> calls = new ConcurrentHashMap<>();
    private final Map<StateSpec, Deque<VariableSet>> idle = new HashMap<>();
    private final Call clear;
    private final Call destroy;

    /** A variable, and what copies it to the host and back. */
    private record Variable(TensorType type, Output handle, Call read, Call write) {}

    private VariableSet(DeviceSession session, @Nullable VariableSet below, StateSpec spec) {
        this.session = session;
        this.below = below;
        List<Operation> clears = new ArrayList<>();
        List<Operation> destroys = new ArrayList<>();
        session.grow(
                prefix -> {
                    spec.entries()
                            .forEach(
                                    (name, type) -> {
                                        String place = prefix + "/" + variables.size() + "/";
                                        variables.put(
                                                name, variable(place, type, clears, destroys));
                                    });
                    return prefix;
                });
        clear = new Call(session.session(), List.of(), List.of(), clears);
        destroy = new Call(session.session(), List.of(), List.of(), destroys);
        session.register(this);
        clear();
    }

    /** The first set of a session. */
    static VariableSet first(DeviceSession session, StateSpec spec) {
        return new VariableSet(session, null, spec);
    }

    /** A set over this one, all zero. */
    VariableSet over(StateSpec spec) {
        VariableSet left;
        synchronized (idle) {
            Deque<VariableSet> sets = idle.get(spec);
            left = sets == null ? null : sets.poll();
        }
        if (left == null) {
            return new VariableSet(session, this, spec);
        }
        left.clear();
        return left;
    }

    /** Gives the memory of its variables back, and itself to who comes next. */
    void leave(StateSpec spec) {
        VariableSet under = Objects.requireNonNull(below);
        run(destroy);
        synchronized (under.idle) {
            under.idle.computeIfAbsent(spec, _ -> new ArrayDeque<>()).add(this);
        }
    }

    DeviceSession session() {
        return session;
    }

    NdArray read(String name) {
        Variable variable = Objects.requireNonNull(variables.get(name));
        try (NativeTensor content = variable.read().run(List.of()).getFirst()) {
            return content.toArray(variable.type());
        }
    }

    void write(String name, NdArray content) {
        try (NativeTensor tensor = NativeTensor.of(content)) {
            Objects.requireNonNull(variables.get(name)).write().run(List.of(tensor));
        }
    }

    /** The handle of a variable of this set or of those below. */
    Output handle(String name) {
        Variable variable = variables.get(name);
        return variable != null ? variable.handle() : Objects.requireNonNull(below).handle(name);
    }

    /** The call that runs a function on these variables, if it ran on them before. */
    @Nullable Call known(CompiledFunction function) {
        return calls.get(function);
    }

    /**
     * The call that runs a function on these variables, which have what it reads and writes. The
     * session is locked first, as by {@link #forget}.
     */
    Call call(CompiledFunction function) {
        return session.grow(_ -> calls.computeIfAbsent(function, missing -> missing.place(this)));
    }

    /** Forgets the call of a function that is closed. */
    void forget(CompiledFunction function) {
        session.ifOpen(
                () -> {
                    Call call = calls.remove(function);
                    if (call != null) {
                        call.close();
                    }
                });
    }

    /** Gives back what calls hold; the session is closed next. */
    void closeCalls() {
        calls.values().forEach(Call::close);
        calls.clear();
        variables
                .values()
                .forEach(
                        variable -> {
                            variable.read().close();
                            variable.write().close();
                        });
        clear.close();
        destroy.close();
    }

    private void clear() {
        run(clear);
    }

    private void run(Call call) {
        if (!variables.isEmpty()) {
            call.run(List.of());
        }
    }

    private Variable variable(
            String place, TensorType type, List<Operation> clears, List<Operation> destroys) {
        NativeGraph graph = session.graph();
        int dtype = DataTypes.of(type.dtype());
        Output handle =
                graph.operation("VarHandleOp", place + "handle")
                        .type("dtype", dtype)
                        .shape("shape", type.shape())
                        .text("shared_name", place)
                        .finish()
                        .output(0);
        Output content =
                graph.operation("ReadVariableOp", place + "read")
                        .input(handle)
                        .type("dtype", dtype)
                        .finish()
                        .output(0);
        Output given =
                graph.operation("Placeholder", place + "given")
                        .type("dtype", dtype)
                        .shape("shape", type.shape())
                        .finish()
                        .output(0);
        Operation write = assign(place + "write", handle, given, dtype);
        NdArray sizes = NdArray.of(type.shape().toArray(), type.shape().rank());
        Output zeros =
                graph.operation("Fill", place + "zeros")
                        .input(constant(place + "sizes", sizes))
                        .input(
                                constant(
                                        place + "zero",
                                        NdArray.zeros(type.withShape(Shape.scalar()))))
                        .finish()
                        .output(0);
        clears.add(assign(place + "clear", handle, zeros, dtype));
        destroys.add(
                graph.operation("DestroyResourceOp", place + "destroy").input(handle).finish());
        return new Variable(
                type,
                handle,
                new Call(session.session(), List.of(), List.of(content), List.of()),
                new Call(session.session(), List.of(given), List.of(), List.of(write)));
    }

    private Operation assign(String name, Output handle, Output value, int dtype) {
        return session.graph()
                .operation("AssignVariableOp", name)
                .input(handle)
                .input(value)
                .type("dtype", dtype)
                .finish();
    }

    private Output constant(String name, NdArray value) {
        return session.graph()
                .operation("Const", name)
                .tensor("value", value)
                .type("dtype", DataTypes.of(value.dtype()))
                .finish()
                .output(0);
    }
}
