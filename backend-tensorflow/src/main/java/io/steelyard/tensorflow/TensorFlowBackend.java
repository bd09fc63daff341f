package io.steelyard.tensorflow;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.CostModel;
import io.steelyard.program.Function;
import io.steelyard.program.pass.DeadCode;
import io.steelyard.program.pass.Pass;
import io.steelyard.program.pass.Pipeline;
import io.steelyard.program.pass.Widening;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensorflow.internal.library.LibraryException;
import io.steelyard.tensorflow.internal.lower.Composites;
import io.steelyard.tensorflow.internal.lower.InPlaceUpdates;
import io.steelyard.tensorflow.internal.lower.LoweredFunction;
import io.steelyard.tensorflow.internal.lower.Sums;
import io.steelyard.tensorflow.internal.run.CompiledFunction;
import io.steelyard.tensorflow.internal.run.Device;
import io.steelyard.tensorflow.internal.run.Devices;
import io.steelyard.tensorflow.internal.run.SessionConfiguration;
import io.steelyard.tensorflow.internal.run.VariableState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs functions as TensorFlow graphs: state in resource variables that stay on the device, one run
 * of a session a step.
 *
 * <p>Safe for use from several threads.
 */
public final class TensorFlowBackend implements Backend {
    private final byte[] configuration;
    private final boolean xla;
    private final List<String> devices;
    private final Capabilities capabilities;
    private volatile boolean closed;

    /**
     * Starts a backend; the library is loaded.
     *
     * @throws SteelyardException {@code BACKEND_UNSUPPORTED} when the device is not there
     */
    TensorFlowBackend(TensorFlowOptions options) {
        configuration = new SessionConfiguration(options.threads(), options.device()).bytes();
        xla = options.xla();
        devices = Devices.require(options.device(), configuration);
        capabilities =
                new Capabilities(description(options), Set.of(DType.values()), Composites.NAMES);
    }

    private static String description(TensorFlowOptions options) {
        String threads = options.threads() + (options.threads() == 1 ? " thread" : " threads");
        return switch (options.device()) {
            case Device.Cpu _ -> "CPU, " + threads;
            case Device.Gpu gpu -> "GPU " + gpu.index() + ", and " + threads + " on the CPU";
        };
    }

    @Override
    public String name() {
        return TensorFlowBackendFactory.NAME;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public DeviceState allocate(StateSpec spec) {
        requireOpen();
        return VariableState.of(spec, configuration);
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        requireOpen();
        if (!(shared instanceof VariableState below)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The state to share is of another backend ("
                            + shared.getClass().getSimpleName()
                            + "); allocate it with the tensorflow backend.");
        }
        return VariableState.over(below, own);
    }

    /** The function in what is lowered: operations, and composites that are taken whole. */
    static Function prepare(Function function, boolean verifyPasses) {
        List<Pass> passes =
                new ArrayList<>(Pipeline.standard(Composites::isTaken, verifyPasses).passes());
        passes.addFirst(new InPlaceUpdates());
        Function simple = new Pipeline(passes, verifyPasses).apply(function);
        List<Pass> dtypes = List.of(new Sums(), new Widening(), new DeadCode());
        return new Pipeline(dtypes, verifyPasses).apply(simple);
    }

    @Override
    public Executable compile(Function function, CompileOptions options) {
        requireOpen();
        long start = System.nanoTime();
        Function prepared = prepare(function, options.verifyPasses());
        try {
            LoweredFunction lowered = LoweredFunction.of(prepared, xla);
            CompileReport report =
                    new CompileReport(
                            prepared.nodes().size(),
                            0,
                            // TensorFlow counts none; this is what results take in program order.
                            CostModel.of(prepared).peakActivationBytes(),
                            CostModel.of(function).total().floatingPointOperations(),
                            Duration.ofNanos(System.nanoTime() - start));
            return new CompiledFunction(function, lowered, report, configuration);
        } catch (LibraryException refusal) {
            throw refused(function, refusal);
        }
    }

    static SteelyardException refused(Function function, LibraryException refusal) {
        return new SteelyardException(
                ErrorCode.BACKEND_UNSUPPORTED,
                "TensorFlow refuses function '" + function.name() + "': " + refusal.getMessage(),
                refusal);
    }

    /** Which library runs, where it lies, and on what. */
    @Override
    public Map<String, String> diagnostics() {
        return Diagnostics.of(devices, xla);
    }

    private void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "This tensorflow backend was closed; create another one.");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
