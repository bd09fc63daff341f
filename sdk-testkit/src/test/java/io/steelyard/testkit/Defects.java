package io.steelyard.testkit;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Backends with one thing wrong: in an operation, in what they accept, in state or memory. */
final class Defects {
    private final List<Defect> defects = new ArrayList<>();

    private Defects() {}

    /**
     * A backend and the checks that must find out about it.
     *
     * @param name what is wrong
     * @param backend starts one
     * @param caughtBy the checks, as {@link ConformanceRun} names them
     */
    record Defect(String name, Supplier<Backend> backend, List<String> caughtBy) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Defect> all() {
        Defects all = new Defects();
        all.defects.addAll(OperationDefects.all());
        all.acceptance();
        all.state();
        all.memory();
        return all.defects;
    }

    private void add(String name, Supplier<Backend> backend, String... caughtBy) {
        defects.add(new Defect(name, backend, List.of(caughtBy)));
    }

    private void acceptance() {
        add(
                "a function that is not valid is compiled",
                () ->
                        new AlteredBackend() {
                            @Override
                            public Executable compile(Function function, CompileOptions options) {
                                return new OracleExecutable(function, Oracle::apply);
                            }
                        },
                "refusals/ErrorCase[op=Reshape[shape=[4]]",
                "refusals/a value is defined twice",
                "refusals/two outputs have one name");
        add(
                "a dtype is run that is not declared",
                () ->
                        new AlteredBackend() {
                            @Override
                            public Capabilities capabilities() {
                                return new Capabilities(
                                        "altered",
                                        EnumSet.complementOf(EnumSet.of(DType.F64)),
                                        Set.of());
                            }
                        },
                "primitives/add/f64 ",
                "primitives/conv/f64 ");
        add(
                "a mandatory dtype is missing",
                () ->
                        new AlteredBackend() {
                            @Override
                            public Capabilities capabilities() {
                                return new Capabilities(
                                        "altered", Set.of(DType.F32, DType.I32), Set.of());
                            }
                        },
                "lifecycle/the capabilities hold the mandatory dtypes");
        add(
                "a composite is declared that the kit does not know",
                () ->
                        new AlteredBackend() {
                            @Override
                            public Capabilities capabilities() {
                                return new Capabilities(
                                        "altered", Set.of(DType.values()), Set.of("soft_max"));
                            }
                        },
                "composites/each composite that is taken whole has cases");
    }

    private void state() {
        rewritten(
                "a write shows in the run that makes it",
                Defects::showingWrites,
                "state/a write does not show in the run that makes it",
                "state/two entries swap");
        add(
                "two allocations of one specification are one state",
                () ->
                        new AlteredBackend() {
                            private final Map<StateSpec, OracleState> known = new HashMap<>();

                            @Override
                            public synchronized DeviceState allocate(StateSpec spec) {
                                return known.merge(
                                        spec,
                                        new OracleState(spec),
                                        (old, fresh) -> old.isClosed() ? fresh : old);
                            }
                        },
                "state/two allocations share nothing");
        add(
                "a state over another one is a copy of it",
                () ->
                        new AlteredBackend() {
                            @Override
                            public DeviceState allocate(StateSpec own, DeviceState shared) {
                                Map<String, TensorType> entries =
                                        new LinkedHashMap<>(own.entries());
                                entries.putAll(shared.spec().entries());
                                OracleState copy = new OracleState(new StateSpec(entries));
                                shared.spec()
                                        .entries()
                                        .keySet()
                                        .forEach(name -> copy.write(name, shared.read(name)));
                                return copy;
                            }
                        },
                "sharedState/shared entries are not copied");
    }

    private void rewritten(String name, UnaryOperator<Function> change, String... caughtBy) {
        add(
                name,
                () ->
                        new AlteredBackend() {
                            @Override
                            public Executable compile(Function function, CompileOptions options) {
                                return super.compile(change.apply(function), options);
                            }
                        },
                caughtBy);
    }

    /** Outputs that are what an entry was become what is written to it. */
    private static Function showingWrites(Function function) {
        Map<Object, Binding> written = new HashMap<>();
        for (Binding read : function.reads()) {
            function.writes().stream()
                    .filter(write -> write.name().equals(read.name()))
                    .forEach(write -> written.put(read.value(), write));
        }
        List<Binding> outputs =
                function.outputs().stream()
                        .map(
                                output ->
                                        written.containsKey(output.value())
                                                ? new Binding(
                                                        output.name(),
                                                        written.get(output.value()).value())
                                                : output)
                        .toList();
        return new Function(
                function.name(),
                function.inputs(),
                function.reads(),
                function.nodes(),
                outputs,
                function.writes());
    }

    private void memory() {
        executable(
                "an output shares memory with that of the next run",
                right ->
                        new AlteredBackend.AlteredExecutable(right) {
                            private final List<NdArray> memory =
                                    right.function().outputTypes().stream()
                                            .map(NdArray::zeros)
                                            .toList();

                            @Override
                            public synchronized List<NdArray> run(
                                    DeviceState state, List<NdArray> inputs) {
                                List<NdArray> outputs = super.run(state, inputs);
                                for (int i = 0; i < outputs.size(); i++) {
                                    memory.get(i).memory().copyFrom(outputs.get(i).memory());
                                }
                                return memory;
                            }
                        },
                "state/outputs belong to the caller");
        executable(
                "an output that is an input shares its memory",
                right ->
                        new AlteredBackend.AlteredExecutable(right) {
                            @Override
                            public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
                                List<NdArray> outputs = new ArrayList<>(super.run(state, inputs));
                                for (int i = 0; i < outputs.size(); i++) {
                                    for (NdArray input : inputs) {
                                        if (input.bitEquals(outputs.get(i))) {
                                            outputs.set(i, input);
                                        }
                                    }
                                }
                                return outputs;
                            }
                        },
                "state/outputs belong to the caller");
        executable(
                "a run does not repeat itself bit for bit",
                right ->
                        new AlteredBackend.AlteredExecutable(right) {
                            private int runs;

                            @Override
                            public synchronized List<NdArray> run(
                                    DeviceState state, List<NdArray> inputs) {
                                List<NdArray> outputs = super.run(state, inputs);
                                if (runs++ % 2 == 1) {
                                    outputs.forEach(Defects::nudge);
                                }
                                return outputs;
                            }
                        },
                "lifecycle/a run repeats itself bit for bit");
    }

    private void executable(String name, UnaryOperator<Executable> change, String... caughtBy) {
        add(
                name,
                () ->
                        new AlteredBackend() {
                            @Override
                            public Executable compile(Function function, CompileOptions options) {
                                return change.apply(super.compile(function, options));
                            }
                        },
                caughtBy);
    }

    /** To the next float, which is within every bound. */
    private static void nudge(NdArray array) {
        if (array.dtype() == DType.F32 && array.type().elements() > 0) {
            array.set(0, Math.nextUp((float) array.get(0)));
        }
    }
}
