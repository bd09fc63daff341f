package io.steelyard.reference;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.reference.internal.kernel.CompilerDirectives;
import io.steelyard.reference.internal.kernel.MachineLimits;
import io.steelyard.reference.internal.kernel.SimdProbe;
import io.steelyard.reference.internal.kernel.SimdReport;
import io.steelyard.reference.internal.plan.Compiler;
import io.steelyard.reference.internal.plan.Support;
import io.steelyard.reference.internal.run.CompiledFunction;
import io.steelyard.reference.internal.run.NativeState;
import io.steelyard.reference.internal.thread.WorkerPool;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/**
 * Runs functions on the CPU in pure Java: elementwise operations fused, memory planned by lifetime,
 * state updated in place, kernels over the Vector API on threads of its own. Results are the same
 * bits for any number of threads.
 *
 * <p>Safe for use from several threads.
 */
public final class ReferenceBackend implements Backend {
    private final WorkerPool pool;
    private final Capabilities capabilities;
    private volatile boolean closed;
    private @Nullable SimdReport simd;

    /** Starts a backend on a number of threads, the calling one of each run included. */
    ReferenceBackend(int threads) {
        CompilerDirectives.install();
        pool = new WorkerPool(threads);
        capabilities =
                new Capabilities(
                        "CPU, " + threads + (threads == 1 ? " thread" : " threads"),
                        Support.DTYPES,
                        Support.COMPOSITES);
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Named tensors in native memory, all zero. */
    @Override
    public DeviceState allocate(StateSpec spec) {
        requireOpen();
        return new NativeState(spec);
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        requireOpen();
        if (!(shared instanceof NativeState below)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The state to share is of another backend ("
                            + shared.getClass().getSimpleName()
                            + "); allocate it with the reference backend.");
        }
        return NativeState.over(below, own);
    }

    @Override
    public Executable compile(Function function, CompileOptions options) {
        requireOpen();
        return new CompiledFunction(Compiler.compile(function, options), pool);
    }

    /**
     * How the kernels are compiled here, measured when it is asked for first, what to change, and
     * what the machine allows at most, measured each time.
     */
    @Override
    public Map<String, String> diagnostics() {
        SimdReport report = simd();
        if (!report.simd()) {
            return Map.of("simd", "not used", Backend.ADVICE, report.advice());
        }
        MachineLimits limits = MachineLimits.measure(pool);
        return Map.of(
                "simd",
                String.format(
                        Locale.ROOT,
                        "%s %.0f GFLOP/s on one thread.",
                        report.advice(),
                        report.gigaFlops()),
                Backend.PEAK_GIGAFLOPS,
                String.format(Locale.ROOT, "%.0f", limits.gigaFlops()),
                Backend.PEAK_READ,
                String.format(Locale.ROOT, "%.1f", limits.readGigabytes()));
    }

    private synchronized SimdReport simd() {
        SimdReport known = simd;
        if (known == null) {
            known = SimdProbe.measure();
            simd = known;
        }
        return known;
    }

    private void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "This reference backend was closed; create another one.");
        }
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
    }
}
