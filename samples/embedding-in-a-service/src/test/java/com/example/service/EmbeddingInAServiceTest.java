package com.example.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.classification.LabeledTable;
import io.steelyard.data.table.Tables;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

/** The command as its README says it, and models of each kind. */
@Timeout(120)
final class EmbeddingInAServiceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The curl lines of the README: path, header, and data or a file with it. */
    private static final Pattern CURL =
            Pattern.compile(
                    "curl -s localhost:8080(/\\w+)(?: -H '(\\S+): (\\S+)')?(?: -d '(.*)')?"
                            + "(?: --data-binary @(\\S+))?");

    @TempDir private Path directory = Path.of("");

    private record Curl(String path, List<String> header, String data, String file) {}

    private static List<Curl> curls() throws IOException {
        List<Curl> curls = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.startsWith("curl ")) {
                Matcher parts = CURL.matcher(line);
                assertThat(parts.matches()).as(line).isTrue();
                curls.add(
                        new Curl(
                                parts.group(1),
                                parts.group(2) == null
                                        ? List.of()
                                        : List.of(parts.group(2), parts.group(3)),
                                parts.group(4) == null ? "" : parts.group(4),
                                parts.group(5) == null ? "" : parts.group(5)));
            }
        }
        return curls;
    }

    /** What curl does: data makes it a POST of a form, unless a header says otherwise. */
    private HttpResponse<String> send(Curl curl, String address) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + curl.path()));
        if (!curl.header().isEmpty()) {
            request.header(curl.header().get(0), curl.header().get(1));
        } else {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        if (!curl.file().isEmpty()) {
            request.POST(BodyPublishers.ofFile(directory.resolve(curl.file())));
        } else if (!curl.data().isEmpty()) {
            request.POST(BodyPublishers.ofString(curl.data()));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void theReadmesLinesAreAnswered() throws Exception {
        CompletableFuture<String> address = new CompletableFuture<>();
        StringWriter out =
                new StringWriter() {
                    @Override
                    public void flush() {
                        address.complete(toString().replace("Ready on ", "").trim());
                    }
                };
        FutureTask<Integer> command =
                new FutureTask<>(
                        () ->
                                EmbeddingInAService.commandLine()
                                        .setOut(new PrintWriter(out))
                                        .execute("--port", "0"));
        Thread thread = Thread.ofPlatform().start(command);
        List<String> answers = new ArrayList<>();
        for (Curl curl : curls()) {
            if (curl.file().isEmpty()) {
                HttpResponse<String> answer = send(curl, address.get());
                assertThat(answer.statusCode()).as(curl.path()).isEqualTo(200);
                answers.add(answer.body());
            }
        }
        thread.interrupt();
        assertThat(command.get()).isZero();

        String written =
                Files.readAllLines(Path.of("README.md")).stream()
                        .filter(line -> line.startsWith("{\"label\""))
                        .findFirst()
                        .orElseThrow();
        JsonNode expected = JSON.readTree(written);
        JsonNode given = JSON.readTree(answers.getFirst());
        assertThat(given.path("label")).isEqualTo(expected.path("label"));
        // Floats, after a training whose sums another machine may take in another order.
        assertThat(given.path("probability").asDouble())
                .isCloseTo(expected.path("probability").asDouble(), within(0.02));
        assertThat(answers).hasSize(3);
        assertThat(answers.get(2)).contains("predict_requests_total 1\n");
    }

    @Test
    void picturesAreServed() throws Exception {
        for (String shade : List.of("dark", "light")) {
            Files.createDirectories(directory.resolve("images").resolve(shade));
            for (int i = 0; i < 20; i++) {
                BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
                for (int pixel = 0; pixel < 64; pixel++) {
                    int light = shade.equals("dark") ? 60 + i : 180 + i;
                    image.getRaster().setSample(pixel % 8, pixel / 8, 0, light);
                }
                Path file = directory.resolve("images").resolve(shade).resolve(i + ".png");
                ImageIO.write(image, "png", file.toFile());
            }
        }
        Files.copy(directory.resolve("images/light/0.png"), directory.resolve("shoe.png"));
        try (PredictionService service = service()) {
            service.load(
                    task ->
                            task.train(
                                    ClassificationData.images(directory.resolve("images")),
                                    ClassificationRecipe.forImages()
                                            .withBatchSize(8)
                                            .withEpochs(3)));
            for (Curl curl : curls()) {
                if (!curl.file().isEmpty()) {
                    HttpResponse<String> answer = send(curl, address(service));
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.body()).startsWith("{\"label\":\"light\"");
                    Files.write(directory.resolve("shoe.png"), new byte[] {1, 2, 3});
                    HttpResponse<String> broken = send(curl, address(service));
                    assertThat(broken.statusCode()).isEqualTo(400);
                    assertThat(broken.body()).contains("The body is no whole PNG, JPEG");
                }
            }
        }
    }

    @Test
    void rowsAreServed() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(List.of(Integer.toString(50 + i), i % 2 == 0 ? "old" : "new", i + ".5"));
        }
        LabeledTable houses =
                new LabeledTable(
                        Tables.of("houses", List.of("area", "state", "price"), rows), "price");
        try (PredictionService service = service()) {
            service.load(
                    task ->
                            task.train(
                                    ClassificationData.rows(houses),
                                    ClassificationRecipe.forTables().withEpochs(2)));
            assertThat(row(service, "{\"area\": 100, \"state\": null}").body())
                    .startsWith("{\"value\":");
            HttpResponse<String> word = row(service, "{\"area\": \"big\", \"state\": \"old\"}");
            assertThat(word.statusCode()).isEqualTo(400);
            assertThat(word.body()).contains("column 'area': 'big' is no number");
            HttpResponse<String> absent = row(service, "{\"area\": 100}");
            assertThat(absent.statusCode()).isEqualTo(400);
            assertThat(absent.body()).contains("the row has no column 'state'");
        }
    }

    private HttpResponse<String> row(PredictionService service, String row) throws Exception {
        return send(
                new Curl("/predict", List.of(), "{\"row\": " + row + "}", ""), address(service));
    }

    private static PredictionService service() {
        return new PredictionService(
                new PredictionService.Settings("localhost", 0, 2, 10, 100_000));
    }

    private static String address(PredictionService service) {
        return "http://localhost:" + service.port();
    }

    @Test
    void aModelThatIsNotThereIsSaid() {
        StringWriter err = new StringWriter();
        Path absent = directory.resolve("absent");
        int status =
                EmbeddingInAService.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute("--port", "0", "--model", absent.toString());
        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains(absent.toString());
    }
}
