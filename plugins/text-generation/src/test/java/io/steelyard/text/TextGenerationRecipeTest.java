package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

final class TextGenerationRecipeTest {
    private static final TextGenerationRecipe RECIPE = TextGenerationRecipe.charCpu();

    @Test
    void presetsSurviveTheirJson() {
        TextGenerationRecipe.presets()
                .values()
                .forEach(
                        recipe ->
                                assertThat(RECIPE.withJson(recipe.toJson(), "recipe.json"))
                                        .isEqualTo(recipe));
        assertThat(TextGenerationRecipe.presets())
                .containsOnlyKeys("char-cpu", "char", "gpt2-small");
        assertThat(TextGenerationRecipe.preset("char")).isEqualTo(TextGenerationRecipe.character());
    }

    @Test
    void jsonNamesAreSnakeCase() {
        assertThat(RECIPE.toJson())
                .contains("\"learning_rate\" : 0.001", "\"batch_size\" : 12", "\"beta2\" : 0.99");
    }

    @Test
    void jsonChangesWhatStandsInIt() {
        assertThat(RECIPE.withJson("{\"steps\": 7, \"dropout\": 0.25}", "recipe.json"))
                .isEqualTo(RECIPE.withSteps(7).withDropout(0.25f));
        assertThat(RECIPE.withJson("{}", "recipe.json")).isEqualTo(RECIPE);
        assertThat(RECIPE.withJson("{\"learning_rate\": 1}", "recipe.json").learningRate())
                .isEqualTo(1);
    }

    @Test
    void withersChangeOneComponent() {
        assertThat(
                        RECIPE.withSteps(2)
                                .withSeed(3)
                                .withTokenizer("bpe:300")
                                .withLayers(1)
                                .withHeads(2)
                                .withChannels(64)
                                .withContext(32)
                                .withBatchSize(5)
                                .withDropout(0.5f)
                                .withValidateEvery(6)
                                .withCheckpointEvery(7))
                .isEqualTo(
                        RECIPE.with(
                                Map.ofEntries(
                                        Map.entry("steps", 2),
                                        Map.entry("seed", 3),
                                        Map.entry("tokenizer", "bpe:300"),
                                        Map.entry("layers", 1),
                                        Map.entry("heads", 2),
                                        Map.entry("channels", 64),
                                        Map.entry("context", 32),
                                        Map.entry("batch_size", 5),
                                        Map.entry("dropout", 0.5f),
                                        Map.entry("validate_every", 6),
                                        Map.entry("checkpoint_every", 7))));
        assertThat(RECIPE.withLearningRate(1e-2).minimumLearningRate()).isEqualTo(1e-4);
        assertThat(RECIPE.withLearningRate(1e-5).minimumLearningRate()).isEqualTo(1e-5);
    }

    @Test
    void anUnknownPresetComesWithASuggestion() {
        assertThatThrownBy(() -> TextGenerationRecipe.preset("char-cup"))
                .hasMessage(
                        "There is no preset named 'char-cup'. Did you mean 'char-cpu'? Known are:"
                                + " char, char-cpu, gpt2-small.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"leraning_rate\": 1} | mine.json has \"leraning_rate\", which a recipe does not."
                        + " Did you mean 'learning_rate'?",
                "{\"steps\": \"many\"}  | mine.json has \"steps\": \"many\"; expected is a whole"
                        + " number.",
                "{\"steps\": 1.5}       | mine.json has \"steps\": 1.5; expected is a whole"
                        + " number.",
                "{\"tokenizer\": 5}     | mine.json has \"tokenizer\": 5; expected is a text.",
                "{\"dropout\": null}    | mine.json has \"dropout\": null; expected is a number.",
                "{\"steps\": 0}         | mine.json has \"steps\": 0; accepted is 1 or" + " more.",
                "{\"heads\": 3}         | mine.json has \"heads\": 3; accepted is a divisor"
                        + " of the channels, 128.",
                "{\"dropout\": 1}       | mine.json has \"dropout\": 1.0; accepted is 0 up"
                        + " to, but not including, 1.",
                "{\"layers\": 1e12}     | mine.json",
                "{\"layers\": 5000000000} | mine.json",
                "{\"clip_norm\": 0}     | mine.json has \"clip_norm\": 0.0; accepted is a"
                        + " number above 0.",
                "{\"minimum_learning_rate\": 1} | mine.json has \"minimum_learning_rate\":"
                        + " 1.0; accepted is 0 to the learning rate, 0.001.",
                "{\"tokenizer\": \"bep:9\"} | mine.json: ",
                "[1]                    | mine.json is no JSON object; expected is one such as"
                        + " {\"steps\": 500}.",
                "{\"steps\": 5          | mine.json is no JSON: "
            })
    void saysWhatIsWrongAndWhere(String json, String message) {
        assertThatThrownBy(() -> RECIPE.withJson(json, "mine.json"))
                .isInstanceOf(SteelyardException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aTrainingGoesOnOnlyWithARecipeThatComputesTheSame() {
        RECIPE.withValidateEvery(1).withCheckpointEvery(2).requireContinues(RECIPE, "out");
        assertThatThrownBy(() -> RECIPE.withBatchSize(3).requireContinues(RECIPE, "out"))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_CHECKPOINT))
                .hasMessage(
                        "The training in out was started with batch_size 12 and is to go on with 3."
                                + " Give the same recipe, or train in another directory.");
        assertThatThrownBy(() -> RECIPE.withSteps(3_000).requireContinues(RECIPE, "out"))
                .hasMessage(
                        "The training in out was started with steps 2000 and is to go on with 3000,"
                            + " by which learning rates of steps that are done would differ. Give"
                            + " the same recipe, or train in another directory.");
        TextGenerationRecipe constant = RECIPE.withLearningRate(1e-4);
        constant.withSteps(3_000).requireContinues(constant, "out");
    }
}
