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
 * The chain {@code gelu(a * b + c) * d}, as the reference backend compiles it, against PyTorch
 * eager: one operator after the other, each with a result of its own.
 */
final class ChainDuel {
    private static final List<String> OPERANDS = List.of("a", "b", "c", "d");
    private static final String RESULT = "out";
    private static final long[] COUNTS = {65_536, 4_194_304};

    private final KernelRing ring;

    ChainDuel(KernelRing ring) {
        this.ring = ring;
    }

    void run() {
        for (long count : COUNTS) {
            compare(count);
        }
    }

    private void compare(long count) {
        TensorType type = TensorType.of(DType.F32, count);
        Map<String, TensorType> entries = new LinkedHashMap<>();
        OPERANDS.forEach(name -> entries.put(name, type));
        entries.put(RESULT, type);
        Map<String, String> threads = Map.of("threads", Integer.toString(ring.pool().threads()));
        try (KernelArrays arrays = new KernelArrays(ring.manager());
                Backend backend = new ReferenceBackendFactory().create(threads);
                DeviceState state = backend.allocate(new StateSpec(entries));
                Executable chain = backend.compile(chain(type), CompileOptions.defaults())) {
            List<NDArray> operands = new ArrayList<>();
            for (String name : OPERANDS) {
                NDArray values = arrays.gaussian(count).torch();
                state.write(name, NdArray.of(values.toFloatArray(), count));
                operands.add(values);
            }
            chain.run(state, List.of());
            KernelArrays.Both out = arrays.of(state.read(RESULT).toFloatArray(), count);
            ring.compare(
                    "gelu(a * b + c) * d of %d".formatted(count),
                    1e-9 * count,
                    "Gelem",
                    () -> chain.run(state, List.of()),
                    """
                    s = torch.add(torch.mul(a0, a1), a2)
                    r = torch.mul(torch.gelu(s, approximate="tanh"), a3)
                    """,
                    operands,
                    List.of("r"),
                    List.of(out));
        }
    }

    private static Function chain(TensorType type) {
        Recorder recorder = new Recorder("chain");
        List<Tensor> operands = OPERANDS.stream().map(name -> recorder.state(name, type)).toList();
        Tensor sum = operands.getFirst().mul(operands.get(1)).add(operands.get(2));
        recorder.write(RESULT, Composites.gelu(sum).mul(operands.get(3)));
        return recorder.finish(Map.of());
    }
}
