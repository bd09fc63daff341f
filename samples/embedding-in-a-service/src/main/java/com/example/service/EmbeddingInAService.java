package com.example.service;

import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Starts the service and lets it run until the process is told to end. */
@Command(
        name = "embedding-in-a-service",
        mixinStandardHelpOptions = true,
        description = "Serves the predictions of a classifier over HTTP until Ctrl-C.")
public final class EmbeddingInAService implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "A trained classifier; without it, a small one is trained first.")
    private @Nullable Path model;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = "localhost",
            description = "Where it listens; 0.0.0.0 is reached from outside (${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port; 0 takes a free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that predict (one for each processor).")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "64",
            description = "Requests that may wait for one of them (${DEFAULT-VALUE}).")
    private int queue;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            defaultValue = "1048576",
            description = "The largest body of a request (${DEFAULT-VALUE}).")
    private int bytes;

    /** Runs it. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new EmbeddingInAService())
                .setExecutionExceptionHandler(
                        (failure, command, _) -> {
                            if (failure instanceof SteelyardException
                                    || failure instanceof IllegalArgumentException) {
                                command.getErr().println(failure.getMessage());
                                return 1;
                            }
                            throw failure;
                        });
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PredictionService.Settings settings =
                new PredictionService.Settings(host, port, workers, queue, bytes);
        try (PredictionService service = new PredictionService(settings)) {
            // Ctrl-C and SIGTERM run the hook; the process ends when it has drained.
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "drain"));
            Path directory = model;
            service.load(task -> directory == null ? Tickets.train(task) : task.load(directory));
            out.printf("Ready on http://%s:%d%n", host, service.port());
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
