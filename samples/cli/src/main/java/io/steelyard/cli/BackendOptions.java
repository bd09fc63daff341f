package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.SteelyardConfiguration;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** Options of every command that runs a model. */
final class BackendOptions {
    private static final String TENSORFLOW = "tensorflow";

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description =
                    "What computes: reference (pure Java) or tensorflow; reference if not named.")
    private @Nullable String backend;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute; all processors if not named.")
    private @Nullable Integer threads;

    @Option(
            names = "--device",
            paramLabel = "cpu|gpu|gpu:N",
            description = "What tensorflow computes on; cpu if not named.")
    private @Nullable String device;

    @Option(
            names = "--xla",
            description =
                    "Lets tensorflow compile each program as a whole, which takes seconds at"
                            + " first.")
    private boolean xla;

    @Option(
            names = "--tf32",
            description =
                    "Lets tensorflow round the factors of products to 10 bits of mantissa on"
                            + " graphics processors, which is several times as fast.")
    private boolean tf32;

    /**
     * The SDK with the backend that was asked for. Throws {@code INVALID_ARGUMENT} for an option
     * that this backend does not have.
     */
    Steelyard open() {
        SteelyardConfiguration configuration = SteelyardConfiguration.defaults();
        if (backend != null) {
            configuration = configuration.withBackend(backend);
        }
        if (threads != null) {
            configuration = configuration.withBackendOption("threads", threads.toString());
        }
        if (device != null) {
            requireTensorFlow("--device");
            configuration = configuration.withBackendOption("device", device);
        }
        if (xla) {
            requireTensorFlow("--xla");
            configuration = configuration.withBackendOption("xla", "true");
        }
        if (tf32) {
            requireTensorFlow("--tf32");
            configuration = configuration.withBackendOption("tf32", "true");
        }
        return Steelyard.create(configuration);
    }

    /** Whether any of them was given. */
    boolean anyGiven() {
        return backend != null || threads != null || device != null || xla || tf32;
    }

    private void requireTensorFlow(String option) {
        if (!TENSORFLOW.equals(backend)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Option "
                            + option
                            + " is one of the backend tensorflow, and "
                            + (backend == null
                                    ? "no backend was named"
                                    : "backend " + backend + " was")
                            + "; add --backend tensorflow, or leave it out.");
        }
    }
}
