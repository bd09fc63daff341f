package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.Safetensors;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.NdArray;
import io.steelyard.text.Completion.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class TextGeneratorTest {
    private static final Prompt PROMPT = Prompt.of("the ").withSeed(11).withMaxTokens(20);

    private static Backend backend;
    private static TextGeneration task;
    private static TextGenerationModel model;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        backend = TestTask.backend();
        task = TestTask.on(backend);
        model = task.untrained(TestTask.corpus(), TestTask.tiny());
    }

    @AfterAll
    static void stop() {
        model.close();
        backend.close();
    }

    @Test
    void theSameSeedGivesTheSameTextPastTheContextToo() {
        String text = model.predictor().generate(PROMPT);
        assertThat(text).hasSize(20); // a character a token, and 8 fit the context
        assertThat(model.predictor().generate(PROMPT)).isEqualTo(text);
        assertThat(model.predictor().generate(PROMPT.withSeed(12))).isNotEqualTo(text);
    }

    @Test
    void piecesTogetherAreTheText() {
        List<String> pieces = new ArrayList<>();
        Completion completion = model.predictor().stream(PROMPT, pieces::add);
        assertThat(completion).isEqualTo(new Completion(4, 20, Reason.LENGTH));
        assertThat(pieces).hasSize(20);
        assertThat(String.join("", pieces)).isEqualTo(model.predictor().generate(PROMPT));
    }

    @Test
    void aStopTextEndsTheCompletionAndIsNotInIt() {
        String text = model.predictor().generate(PROMPT);
        String stop = text.substring(5, 7);
        int end = text.indexOf(stop);
        StringBuilder stopped = new StringBuilder();
        Completion completion =
                model.predictor().stream(
                        PROMPT.withOptions(PROMPT.options().withStop("zzz", stop)),
                        stopped::append);
        assertThat(stopped.toString()).isEqualTo(text.substring(0, end));
        assertThat(completion.reason()).isEqualTo(Reason.STOP_TEXT);
        assertThat(completion.tokens()).isEqualTo(end + 2);
    }

    @Test
    void aLongPromptCountsByItsEnd() {
        String end = "on a mat"; // as long as the context
        Prompt shorter = new Prompt(end, PROMPT.options());
        Prompt longer = new Prompt("the cat sat " + end, PROMPT.options());
        assertThat(model.predictor().generate(longer))
                .isEqualTo(model.predictor().generate(shorter));
    }

    @Test
    void whatAConsumerThrowsEndsTheCompletionAndNothingElse() {
        String text = model.predictor().generate(PROMPT);
        assertThatThrownBy(
                        () ->
                                model.predictor().stream(
                                        PROMPT,
                                        piece -> {
                                            throw new IllegalStateException("enough");
                                        }))
                .hasMessage("enough");
        assertThat(model.predictor().generate(PROMPT)).isEqualTo(text);
    }

    @Test
    void anotherGeneratorAnswersWithinACompletionAndTheSameOneDoesNot() {
        String text = model.predictor().generate(PROMPT);
        TextGenerator generator = model.predictor();
        assertThatThrownBy(() -> generator.stream(PROMPT, piece -> generator.generate(PROMPT)))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(
                        "A prompt was given from within the completion of another one; let the"
                            + " first one end, or give it to another predictor() of the model.");
        StringBuilder outer = new StringBuilder();
        generator.stream(
                PROMPT,
                piece -> {
                    outer.append(piece);
                    assertThat(model.predictor().generate(PROMPT)).isEqualTo(text);
                });
        assertThat(outer.toString()).isEqualTo(text);
    }

    @Test
    void refusesWhatItCannotStartFrom() {
        assertThatThrownBy(() -> model.predictor().generate(Prompt.of("")))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(
                        "The prompt is empty, and the model's tokenizer has no end-of-text token to"
                            + " start from; give at least one character, such as a line break.");
        assertThatThrownBy(() -> model.predictor().generate(Prompt.of("the Dog")))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }

    @Test
    void closedMeansClosed() {
        TextGenerationModel own = task.untrained(TestTask.corpus(), TestTask.tiny());
        TextGenerator first = own.predictor();
        first.close();
        assertThatThrownBy(() -> first.generate(PROMPT))
                .hasMessage("This generator is closed; ask the model for another predictor().");
        assertThat(own.predictor().generate(PROMPT)).hasSize(20);
        TextGenerator closedMeanwhile = own.predictor();
        assertThatThrownBy(() -> closedMeanwhile.stream(PROMPT, piece -> closedMeanwhile.close()))
                .hasMessageStartingWith("This generator is closed");
        TextGenerator used = own.predictor();
        used.generate(PROMPT);
        TextGenerator unused = own.predictor();
        own.close();
        own.close();
        for (TextGenerator generator : List.of(used, unused)) {
            assertThatThrownBy(() -> generator.generate(PROMPT))
                    .hasMessage("This model is closed; load or train it again.");
            generator.close();
        }
        assertThatThrownBy(own::predictor)
                .hasMessage("This model is closed; load or train it again.");
        assertThatThrownBy(() -> own.evaluate(TestTask.corpus()))
                .hasMessage("This model is closed; load or train it again.");
        assertThatThrownBy(() -> own.save(folder.resolve("closed")))
                .hasMessage("This model is closed; load or train it again.");
        assertThat(folder.resolve("closed")).doesNotExist();
    }

    @Test
    void endOfTextEndsACompletionAndStartsAnEmptyPrompt() throws IOException {
        Path saved = folder.resolve("bpe");
        try (TextGenerationModel bpe =
                task.untrained(TestTask.corpus(), TestTask.tiny().withTokenizer("bpe:270"))) {
            assertThat(bpe.tokenizer().kind()).isEqualTo("bpe");
            Completion completion =
                    bpe.predictor().stream(Prompt.of("").withSeed(1).withMaxTokens(5), piece -> {});
            assertThat(completion.promptTokens()).isEqualTo(1);
            bpe.save(saved);
        }
        // A row of the tied embedding that all hidden states are close to: the last norm's bias.
        favour(saved, 0);
        try (TextGenerationModel ends = task.load(saved)) {
            StringBuilder text = new StringBuilder();
            Completion completion = ends.predictor().stream(PROMPT, text::append);
            assertThat(completion.reason()).isEqualTo(Reason.END_OF_TEXT);
            assertThat(completion.tokens()).isEqualTo(1);
            assertThat(text).isEmpty();
        }
    }

    @Test
    void loadsWhatAnotherProgramSavedWithoutTheHead() throws IOException {
        Path saved = folder.resolve("foreign");
        model.save(saved);
        Files.delete(saved.resolve("steelyard.json"));
        Files.delete(saved.resolve("generation_config.json"));
        Map<String, NdArray> renamed = new HashMap<>();
        try (Safetensors file = Safetensors.open(saved.resolve("model.safetensors"))) {
            file.tensors()
                    .forEach(
                            (name, tensor) ->
                                    renamed.put(
                                            name.replaceFirst("^transformer\\.", ""),
                                            tensor.copy()));
        }
        Safetensors.write(saved.resolve("model.safetensors"), renamed, Map.of());
        try (TextGenerationModel foreign = task.load(saved)) {
            assertThat(foreign.recipe()).isEmpty();
            assertThat(foreign.provenance()).isEmpty();
            assertThat(foreign.trained()).isEmpty();
            assertThat(foreign.predictor().generate(PROMPT))
                    .isEqualTo(model.predictor().generate(PROMPT));
        }
    }

    /** Makes one token the likeliest after every text. */
    private static void favour(Path directory, int token) throws IOException {
        Path path = directory.resolve("model.safetensors");
        Map<String, NdArray> tensors = new HashMap<>();
        try (Safetensors file = Safetensors.open(path)) {
            file.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
        }
        NdArray bias = tensors.get("transformer.ln_f.bias");
        NdArray embedding = tensors.get("transformer.wte.weight");
        for (int c = 0; c < bias.type().elements(); c++) {
            bias.set(c, 10);
            embedding.set((long) token * bias.type().elements() + c, 1);
        }
        Safetensors.write(path, tensors, Map.of());
    }
}
