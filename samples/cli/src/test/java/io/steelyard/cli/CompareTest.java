package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Trainings that leave reports behind, and are laid side by side. */
final class CompareTest {
    @TempDir private static Path directory = Path.of("");
    private static Path one = Path.of("");
    private static Path two = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        Path text = CommandRun.text(directory);
        one = directory.resolve("one");
        two = directory.resolve("two");
        CommandRun first =
                CommandRun.training(text, one, "--steps", "40", "--validate-every", "20");
        assertThat(first.status()).as(first.err()).isZero();
        CommandRun second =
                CommandRun.training(
                        text,
                        two,
                        "--steps",
                        "30",
                        "--validate-every",
                        "20",
                        "--channels",
                        "8",
                        "--tensorboard",
                        "--inspect-every",
                        "10");
        assertThat(second.status()).as(second.err()).isZero();
    }

    private static List<String> lines(CommandRun run, String name) {
        return run.out().lines().filter(line -> line.startsWith(name)).toList();
    }

    @Test
    void whatDiffersStandsSideBySide() {
        CommandRun run = CommandRun.of("compare", one.toString(), two.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines().findFirst().orElseThrow()).matches(" +one +two");
        assertThat(lines(run, "task"))
                .singleElement()
                .asString()
                .matches("task +text-gen.* text-gen.*");
        assertThat(lines(run, "recipe: channels"))
                .singleElement()
                .asString()
                .matches("recipe: channels +16 +8");
        assertThat(lines(run, "recipe: steps"))
                .singleElement()
                .asString()
                .matches("recipe: steps +40 +30");
        assertThat(lines(run, "recipe:")).hasSize(2); // whatever is the same is left out
        assertThat(lines(run, "ended"))
                .singleElement()
                .asString()
                .matches("ended +40 steps are done +30 steps are done");
        assertThat(lines(run, "validation/loss, smallest")).hasSize(1);
        assertThat(lines(run, "tokens per second")).hasSize(1);
        assertThat(lines(run, "forward backward, median"))
                .singleElement()
                .asString()
                .matches("forward backward, median +- +.*s");
    }

    @Test
    void oneObjectHasAllOfIt() throws IOException {
        CommandRun run = CommandRun.of("compare", one.toString(), two.toString(), "--json");
        JsonNode whole = new ObjectMapper().readTree(run.out());
        assertThat(whole.path("recipe_differences").path("channels").toString())
                .isEqualTo("[\"16\",\"8\"]");
        JsonNode first = whole.path("runs").path(0);
        assertThat(first.path("name").asText()).isEqualTo("one");
        assertThat(first.path("status").asText()).isEqualTo("FINISHED");
        assertThat(first.path("steps").asLong()).isEqualTo(40);
        assertThat(first.path("tokens_per_second").asDouble()).isPositive();
        assertThat(first.path("metrics").path("validation/loss").path("last").asDouble())
                .isPositive();
        assertThat(
                        whole.path("runs")
                                .path(1)
                                .path("times")
                                .path("forward_backward")
                                .path("count")
                                .asLong())
                .isEqualTo(3);
    }

    @Test
    void aPageHasTheCurvesOfAll() throws IOException {
        Path page = directory.resolve("pages/comparison.html");
        CommandRun run =
                CommandRun.of("compare", one.toString(), two.toString(), "--html", page.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(page)
                .content()
                .contains("<h1>Comparison of 2 trainings</h1>")
                .contains("one: validation/loss")
                .contains("two: train/loss");
    }

    @Test
    void eachTrainingHasAReportWithItsSample() throws IOException {
        assertThat(one.resolve("report.html"))
                .content()
                .contains("<dt>Ended because</dt><dd>40 steps are done</dd>")
                .contains("<h2>Sample</h2>")
                .contains("validation/perplexity");
        assertThat(one.resolve("tensorboard")).doesNotExist();
        try (Stream<Path> events = Files.list(two.resolve("tensorboard"))) {
            assertThat(events.map(path -> path.getFileName().toString()))
                    .singleElement()
                    .asString()
                    .startsWith("events.out.tfevents.");
        }
    }

    @Test
    void aFolderThatIsNoRunIsNamed() {
        CommandRun run = CommandRun.of("compare", one.toString(), directory.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(
                        directory
                                + " holds no training: there is no run.json in it. Name the"
                                + " directory that a training wrote to (--out)");
        assertThat(CommandRun.of("compare").status()).isEqualTo(2);
    }
}
