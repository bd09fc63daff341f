package io.steelyard.cli;

import io.steelyard.Steelyard;
import io.steelyard.SteelyardConfiguration;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** Options of every command that runs a model. */
final class BackendOptions {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description =
                    "What computes: reference (pure Java). The best one installed if not named.")
    private @Nullable String backend;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute; all processors if not named.")
    private @Nullable Integer threads;

    /** The SDK with the backend that was asked for. */
    Steelyard open() {
        SteelyardConfiguration configuration = SteelyardConfiguration.defaults();
        if (backend != null) {
            configuration = configuration.withBackend(backend);
        }
        if (threads != null) {
            configuration = configuration.withBackendOption("threads", threads.toString());
        }
        return Steelyard.create(configuration);
    }
}
