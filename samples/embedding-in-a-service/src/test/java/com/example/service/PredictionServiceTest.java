package com.example.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.Example;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@Timeout(120)
final class PredictionServiceTest {
    private static final int CLIENTS = 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path directory = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private final PredictionService service = new PredictionService(settings(0, 2, 64, 10_000));

    private static PredictionService.Settings settings(
            int port, int workers, int queue, int bytes) {
        return new PredictionService.Settings("localhost", port, workers, queue, bytes);
    }

    @BeforeAll
    static void train() {
        try (Steelyard sdk = Steelyard.create();
                ClassificationModel model = Tickets.train(sdk.task(Classification.TASK))) {
            model.save(directory.resolve("tickets"));
        }
    }

    @BeforeEach
    void load() {
        service.load(task -> task.load(directory.resolve("tickets")));
    }

    @AfterEach
    void close() {
        service.close();
        client.close();
    }

    private HttpRequest.Builder to(PredictionService of, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + of.port() + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(to(service, path).build());
    }

    private HttpResponse<String> post(String type, BodyPublisher body) throws Exception {
        HttpRequest request =
                to(service, "/predict").header("Content-Type", type).POST(body).build();
        return send(request);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return post("application/json", BodyPublishers.ofString(body));
    }

    private HttpResponse<String> ask(String text) throws Exception {
        return post(JSON.writeValueAsString(Map.of("text", text)));
    }

    private String metric(String name) throws Exception {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void manyClientsGetWhatTheModelSaysAlone() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            texts.add("my parcel and my invoice, number " + i + ", are lost ".repeat(i % 7));
        }
        List<String> alone = new ArrayList<>();
        try (Steelyard sdk = Steelyard.create();
                ClassificationModel model =
                        sdk.task(Classification.TASK).load(directory.resolve("tickets"))) {
            for (String text : texts) {
                alone.add(JSON.writeValueAsString(model.predict(Example.of(text))));
            }
        }
        List<Callable<List<String>>> calls = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            calls.add(
                    () -> {
                        List<String> answers = new ArrayList<>();
                        for (String text : texts) {
                            answers.add(ask(text).body());
                        }
                        return answers;
                    });
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (Future<List<String>> answers : clients.invokeAll(calls)) {
                assertThat(answers.get()).isEqualTo(alone);
            }
        }
        String asked = Integer.toString(CLIENTS * texts.size());
        assertThat(metric("predict_requests_total")).isEqualTo(asked);
        assertThat(metric("predict_seconds_count")).isEqualTo(asked);
        assertThat(metric("predict_seconds_bucket{le=\"+Inf\"}")).isEqualTo(asked);
        assertThat(metric("predict_in_flight")).isEqualTo("0");
        assertThat(get("/metrics").body()).doesNotContain("predict_failures_total{");
    }

    @Test
    void itIsReadyWhenTheModelIsLoaded() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health").body())
                .isEqualTo(
                        "{\"status\":\"ready\",\"kind\":\"text\",\"labels\":[\"account\",\"billing\","
                            + "\"delivery\"]}");
        try (PredictionService other = new PredictionService(settings(0, 1, 1, 100))) {
            HttpResponse<String> health = send(to(other, "/health").build());
            assertThat(health.statusCode()).isEqualTo(503);
            HttpResponse<String> answer =
                    send(to(other, "/predict").POST(BodyPublishers.ofString("{}")).build());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.body()).contains("The model is not loaded yet. Try again soon.");
        }
    }

    @Test
    void whatCannotBePredictedIsSaidInASentence() throws Exception {
        refused("{\"text\": ", "The body is no JSON (Unexpected end-of-input");
        refused("", "The body has none of these; accepted are {\\\"text\\\": \\\"...\\\"}");
        refused("{\"text\": 5}", "The body has none of these; accepted are");
        refused("{\"text\": \"a\"} {}", "The body is no JSON");
        refused("{\"row\": {\"a\": [1]}}", "The body has 'a': [1] in its row; accepted are");
        refused(
                "{\"row\": {\"a\": 1}}",
                "the row, line 1 is a row of a table, and the model was trained on data of the kind"
                        + " text; give it such data.");
        HttpResponse<String> picture = post("image/png", BodyPublishers.ofByteArray(new byte[10]));
        assertThat(picture.statusCode()).isEqualTo(400);
        assertThat(picture.body())
                .contains("The body is to be classified by a model that takes data of the kind");
        assertThat(metric("predict_failures_total{status=\"400\"}")).isEqualTo("7");
    }

    private void refused(String body, String sentence) throws Exception {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        assertThat(answer.body()).as(body).startsWith("{\"error\":\"" + sentence);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        byte[] large = new byte[100_000];
        for (BodyPublisher body :
                List.of(
                        BodyPublishers.ofByteArray(large),
                        // Without a length, in chunks.
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))) {
            HttpResponse<String> answer = post("application/json", body);
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body())
                    .contains("The body is too large; accepted are at most 10000 bytes.");
        }
        assertThat(ask("my invoice").statusCode()).isEqualTo(200);
    }

    @Test
    void whoComesToAFullQueueIsSentAway() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (PredictionService small = new PredictionService(settings(0, 1, 1, 100));
                ExecutorService clients = Executors.newCachedThreadPool()) {
            small.load(task -> task.load(directory.resolve("tickets")));
            clients.submit(() -> small.workers().call(() -> busy(begun, release)));
            try {
                begun.await();
                HttpRequest request =
                        to(small, "/predict")
                                .POST(BodyPublishers.ofString("{\"text\": \"my invoice\"}"))
                                .build();
                // One of two waits in the queue, and the other one finds it full.
                ExecutorCompletionService<HttpResponse<String>> both =
                        new ExecutorCompletionService<>(clients);
                both.submit(() -> send(request));
                both.submit(() -> send(request));
                HttpResponse<String> refused = both.take().get();
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).contains("1");
                assertThat(refused.body()).contains("There are too many requests at once.");
                release.countDown();
                assertThat(both.take().get().statusCode()).isEqualTo(200);
            } finally {
                release.countDown(); // or closing would wait for it
            }
        }
    }

    private static boolean busy(CountDownLatch begun, CountDownLatch release)
            throws InterruptedException {
        begun.countDown();
        release.await();
        return true;
    }

    @Test
    void closingAnswersWhatWasTaken() throws Exception {
        HttpRequest health = to(service, "/health").build();
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            try {
                for (int worker = 0; worker < 2; worker++) {
                    threads.submit(() -> service.workers().call(() -> busy(begun, release)));
                }
                begun.await();
                Future<HttpResponse<String>> taken = threads.submit(() -> ask("my invoice"));
                while (metric("predict_waiting").equals("0")) {
                    Thread.onSpinWait();
                }
                assertThat(metric("predict_in_flight")).isEqualTo("1");
                Future<?> closed = threads.submit(service::close);
                while (send(health).statusCode() == 200) {
                    Thread.onSpinWait();
                }
                release.countDown();
                assertThat(taken.get().statusCode()).isEqualTo(200);
                closed.get();
            } finally {
                release.countDown(); // or closing would wait for it
            }
        }
        assertThatThrownBy(() -> send(health)).isInstanceOf(ConnectException.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("predict-"));
        service.close();
    }

    @Test
    void aPortThatIsTakenIsRefused() {
        assertThatThrownBy(() -> new PredictionService(settings(service.port(), 1, 1, 100)))
                .hasMessage(
                        "localhost has no port "
                                + service.port()
                                + " that is free; name another one, or 0 to take any.");
    }
}
