package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;

import io.steelyard.composite.Composites;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small functions, as the reference backend compiles them, against PyTorch eager: one operator
 * after the other, each with a result of its own.
 */
final class FunctionDuels {
    private static final String RESULT = "out";
    private static final List<Formula> REDUCTIONS =
            List.of(
                    new Formula(
                            "sum of (a - b)^2",
                            List.of("a", "b"),
                            operands -> square(operands.get(0).sub(operands.get(1))).sum(),
                            "s = torch.sub(a0, a1)\nr = torch.sum(torch.mul(s, s))\n"),
                    new Formula(
                            "sums of a * b by columns",
                            List.of("a", "b"),
                            operands -> operands.get(0).mul(operands.get(1)).sum(0),
                            "r = torch.sum(torch.mul(a0, a1), 0)\n"),
                    new Formula(
                            "sums of a * b by rows",
                            List.of("a", "b"),
                            operands -> operands.get(0).mul(operands.get(1)).sum(1),
                            "r = torch.sum(torch.mul(a0, a1), 1)\n"),
                    new Formula(
                            "sums of a by columns",
                            List.of("a"),
                            operands -> operands.getFirst().sum(0),
                            "r = torch.sum(a0, 0)\n"));
    private static final long[][] MATRICES = {{2048, 1024}, {12_288, 256}, {36_864, 64}};

    private static final Formula CHAIN =
            new Formula(
                    "gelu(a * b + c) * d",
                    List.of("a", "b", "c", "d"),
                    operands ->
                            Composites.gelu(
                                            operands.get(0)
                                                    .mul(operands.get(1))
                                                    .add(operands.get(2)))
                                    .mul(operands.get(3)),
                    """
                    s = torch.add(torch.mul(a0, a1), a2)
                    r = torch.mul(torch.gelu(s, approximate="tanh"), a3)
                    """);
    private static final long[] COUNTS = {65_536, 4_194_304};

    private final KernelRing ring;

    FunctionDuels(KernelRing ring) {
        this.ring = ring;
    }

    /** What is computed of operands of one shape. */
    @FunctionalInterface
    private interface Computation {
        Tensor of(List<Tensor> operands);
    }

    /**
     * A function on both sides.
     *
     * @param script statements that assign {@code r} from {@code a0}, {@code a1} ...
     */
    private record Formula(
            String name, List<String> operands, Computation computation, String script) {
        Function function(TensorType type) {
            Recorder recorder = new Recorder("formula");
            recorder.write(
                    RESULT,
                    computation.of(
                            operands.stream().map(each -> recorder.state(each, type)).toList()));
            return recorder.finish(Map.of());
        }
    }

    private static Tensor square(Tensor x) {
        return x.mul(x);
    }

    /** A chain of elementwise operations. */
    void chain() {
        for (long count : COUNTS) {
            compare(CHAIN, count);
        }
    }

    /** Reductions, of chains and of what is in memory. */
    void reductions() {
        for (Formula formula : REDUCTIONS) {
            for (long[] sizes : MATRICES) {
                compare(formula, sizes);
            }
        }
    }

    private void compare(Formula formula, long... sizes) {
        TensorType type = TensorType.of(DType.F32, sizes);
        Function function = formula.function(type);
        TensorType result = function.writes().getFirst().value().type();
        Map<String, TensorType> entries = new LinkedHashMap<>();
        formula.operands().forEach(name -> entries.put(name, type));
        entries.put(RESULT, result);
        Map<String, String> threads = Map.of("threads", Integer.toString(ring.pool().threads()));
        try (KernelArrays arrays = new KernelArrays(ring.manager());
                Backend backend = new ReferenceBackendFactory().create(threads);
                DeviceState state = backend.allocate(new StateSpec(entries));
                Executable executable = backend.compile(function, CompileOptions.defaults())) {
            List<NDArray> operands = new ArrayList<>();
            for (String name : formula.operands()) {
                NDArray values = arrays.gaussian(sizes).torch();
                state.write(name, NdArray.of(values.toFloatArray(), sizes));
                operands.add(values);
            }
            executable.run(state, List.of());
            KernelArrays.Both out =
                    arrays.of(state.read(RESULT).toFloatArray(), result.shape().toArray());
            ring.compare(
                    formula.name() + " of " + type.shape(),
                    1e-9 * type.elements(),
                    "Gelem",
                    () -> executable.run(state, List.of()),
                    formula.script(),
                    operands,
                    List.of("r"),
                    List.of(out));
        }
    }
}
