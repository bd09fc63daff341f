package com.example.service;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Predicts over HTTP with one model. It owns everything that it uses (SDK, model, threads, server)
 * and nothing is static, so that a program may have several. It listens from its construction on,
 * and is ready when {@link #load} has returned.
 */
public final class PredictionService implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final System.Logger LOG = System.getLogger(PredictionService.class.getName());

    /**
     * Where the service listens, and what it allows itself.
     *
     * @param host name or address that it listens on; {@code 0.0.0.0} is reached from outside
     * @param port 0 takes a free one
     * @param workers threads that predict
     * @param queue requests that may wait for one of them
     * @param bytes of the largest body
     */
    public record Settings(String host, int port, int workers, int queue, int bytes) {}

    private final Settings settings;
    private final ServiceMetrics metrics = new ServiceMetrics();
    private final Workers workers;
    private final Steelyard sdk;
    private final WebServer web;
    private volatile @Nullable ClassificationModel model;
    private volatile boolean closing;

    /** Throws {@link IllegalArgumentException} when the port cannot be listened on. */
    public PredictionService(Settings settings) {
        this.settings = settings;
        workers = new Workers(settings.workers(), settings.queue());
        // The workers are the parallelism: each computes its prediction on its own thread alone.
        sdk = Steelyard.builder().backendOption("threads", "1").create();
        // Each request has a virtual thread, which waits; predictions get no more than the workers.
        web =
                WebServer.builder()
                        .host(settings.host())
                        .port(settings.port())
                        .shutdownHook(false)
                        .shutdownGracePeriod(Duration.ofSeconds(10))
                        .routing(
                                routes ->
                                        routes.post("/predict", this::predict)
                                                .get("/health", this::health)
                                                .get("/metrics", this::metrics))
                        .build();
        web.start();
        if (!web.isRunning()) {
            close();
            throw new IllegalArgumentException(
                    settings.host()
                            + " has no port "
                            + settings.port()
                            + " that is free; name another one, or 0 to take any.");
        }
    }

    /** Loads the model and makes it ready; to be called once. */
    public void load(Function<Classification, ClassificationModel> loading) {
        ClassificationModel loaded = loading.apply(sdk.task(Classification.TASK));
        loaded.warmUp();
        model = loaded;
    }

    /** The port that it listens on. */
    public int port() {
        return web.port();
    }

    /** What is sent: an object that is written as JSON. */
    private record Answer(Status status, Object body) {
        static Answer refused(Status status, String sentence) {
            return new Answer(status, Map.of("error", sentence));
        }

        static Answer unavailable(String sentence) {
            return refused(Status.SERVICE_UNAVAILABLE_503, sentence + " Try again soon.");
        }
    }

    /** For tests, which keep them busy. */
    Workers workers() {
        return workers;
    }

    private void predict(ServerRequest request, ServerResponse response) throws IOException {
        long start = System.nanoTime();
        metrics.begin();
        Answer answer =
                Answer.refused(
                        Status.INTERNAL_SERVER_ERROR_500, "The service failed; its log says more.");
        try {
            answer = answer(request);
        } catch (RuntimeException | InterruptedException failure) {
            LOG.log(System.Logger.Level.ERROR, "A prediction failed", failure);
        } finally {
            metrics.end(answer.status().code(), System.nanoTime() - start);
        }
        send(answer, response);
    }

    private Answer answer(ServerRequest request) throws IOException, InterruptedException {
        ClassificationModel ready = model;
        if (ready == null) {
            return Answer.unavailable("The model is not loaded yet.");
        }
        byte[] body = body(request);
        if (body.length > settings.bytes()) {
            return Answer.refused(
                    Status.REQUEST_ENTITY_TOO_LARGE_413,
                    "The body is too large; accepted are at most " + settings.bytes() + " bytes.");
        }
        String type = request.headers().contentType().map(HttpMediaType::text).orElse("");
        try {
            return new Answer(
                    Status.OK_200,
                    workers.call(() -> ready.predict(RequestedExample.read(ready, type, body))));
        } catch (RejectedExecutionException full) {
            return Answer.unavailable("There are too many requests at once.");
        } catch (SteelyardException refused) {
            return switch (refused.code()) {
                case INVALID_DATA, INVALID_FILE ->
                        Answer.refused(
                                Status.BAD_REQUEST_400, String.valueOf(refused.getMessage()));
                default -> throw refused;
            };
        }
    }

    /** The body of a request, or a byte more than is accepted of a larger one. */
    private byte[] body(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream body = request.content().inputStream()) {
            return body.readNBytes(settings.bytes() + 1);
        }
    }

    /** Whether requests may be sent here: a load balancer asks. */
    private void health(ServerRequest request, ServerResponse response) throws IOException {
        ClassificationModel ready = model;
        if (closing || ready == null) {
            send(
                    new Answer(Status.SERVICE_UNAVAILABLE_503, Map.of("status", "not ready")),
                    response);
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "ready");
        body.put("kind", ready.kind());
        body.put("labels", ready.labels());
        send(new Answer(Status.OK_200, body), response);
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        response.send(metrics.text(workers.waiting()));
    }

    private static void send(Answer answer, ServerResponse response) throws IOException {
        if (answer.status().equals(Status.SERVICE_UNAVAILABLE_503)) {
            response.header(HeaderNames.RETRY_AFTER, "1");
        }
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.status(answer.status()).send(JSON.writeValueAsBytes(answer.body()));
    }

    /**
     * Ends in order, once: says that it is no longer ready, answers what was taken, stops
     * listening, and only then gives back what the answers were computed with.
     */
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        workers.close();
        web.stop();
        ClassificationModel loaded = model;
        model = null;
        if (loaded != null) {
            loaded.close();
        }
        sdk.close();
    }
}
