package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.Steelyard;
import io.steelyard.classification.tokenizer.WordTokenizerFactory;
import io.steelyard.data.image.Image;
import io.steelyard.data.image.ImageSize;
import io.steelyard.data.image.PixelNormalization;
import io.steelyard.data.table.TableEncoder;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Classifiers that leave the SDK by the command line: loaded by TensorFlow alone, with features
 * made by the files beside the model, they say what {@code predict} says.
 */
@NeedsNativeLibrary
final class ExportedClassifiersTest {
    /**
     * Of a probability: both compute with F32 and add up in another order, at most 512 products a
     * sum, and a softmax passes an error of a logit on with a factor of a quarter at most.
     */
    private static final double TOLERANCE = 1e-5;

    /** The recipe's {@code max_length}. */
    private static final int LENGTH = 40;

    @TempDir private Path directory = Path.of("");

    @Test
    void images() throws IOException {
        Path bars = SmallData.bars(directory.resolve("bars"), 20);
        Path model = train(bars, "--model", "cnn");
        Path picture = bars.resolve("standing/3.png");
        PixelNormalization normalization =
                PixelNormalization.fromMap(json(model.resolve("preprocessor_config.json")));
        float[] pixels = new float[8 * 8];
        normalization.apply(Image.read(picture, new ImageSize(8, 8, 1)), pixels, 0);

        Path exported = export(model, "pixel_values f32[1,8,8,1] to probabilities");
        try (Tensor given = floats(pixels, 1, 8, 8, 1)) {
            assertSame(exported, Map.of("pixel_values", given), predict(model, picture.toString()));
        }
    }

    @Test
    void texts() throws IOException {
        Path recipe =
                Files.writeString(
                        directory.resolve("recipe.json"),
                        """
                        {"texts": {"max_length": 40},
                         "ending": {"patience": 0, "metric": "validation/loss"}}
                        """);
        Path model =
                train(
                        SmallData.sentences(directory.resolve("sentences.csv"), 60),
                        "--text",
                        "text",
                        "--label",
                        "mood",
                        "--model",
                        "lstm",
                        "--recipe",
                        recipe.toString());
        String text = "the day was lovely and long";
        int[] tokens = new WordTokenizerFactory().load(model).encode(text);
        int[] mask = new int[LENGTH];
        Arrays.fill(mask, 0, tokens.length, 1);

        Path exported =
                export(model, "attention_mask i32[1,40], input_ids i32[1,40] to probabilities");
        try (Tensor ids = integers(Arrays.copyOf(tokens, LENGTH));
                Tensor present = integers(mask)) {
            assertSame(
                    exported,
                    Map.of("input_ids", ids, "attention_mask", present),
                    predict(model, text));
        }
    }

    @Test
    void rowsOfATable() throws IOException {
        Path points = SmallData.points(directory.resolve("points.csv"), 100);
        Path model = train(points, "--label", "side");
        Path one = Files.writeString(directory.resolve("one.csv"), "y,x\n0.5,\n");
        float[] numbers = numbers(model, one);

        Path exported = export(model, "numbers f32[1,2] to probabilities");
        try (Tensor given = floats(numbers, 1, 2)) {
            assertSame(exported, Map.of("numbers", given), predict(model, one.toString()));
        }
    }

    @Test
    void aValueInTheUnitOfTheData() throws IOException {
        StringBuilder rows = new StringBuilder("x,price\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i).append(',').append(1000 + 10.5 * i).append('\n');
        }
        Path houses = Files.writeString(directory.resolve("houses.csv"), rows);
        Path model = train(houses, "--label", "price");
        Path one = Files.writeString(directory.resolve("one.csv"), "x\n20\n");
        double expected = predict(model, one.toString()).path("value").asDouble();

        Path exported = export(model, "numbers f32[1,1] to values");
        try (Tensor given = floats(numbers(model, one), 1, 1)) {
            float[] values = run(exported, Map.of("numbers", given), "values", 1);
            // A mean above 1,000 is added in F32, whose last place is worth 1e-4 there.
            assertThat((double) values[0]).isCloseTo(expected, within(1e-3));
        }
    }

    private Path train(Path data, String... options) {
        Path out = directory.resolve("model");
        List<String> arguments = new ArrayList<>(List.of("train", "classification"));
        arguments.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        arguments.addAll(List.of("--epochs", "15", "--learning-rate", "0.02"));
        arguments.addAll(List.of("--batch-size", "8"));
        arguments.addAll(Arrays.asList(options));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return out;
    }

    private Path export(Path model, String signature) {
        Path out = directory.resolve("saved-model");
        CommandRun run =
                CommandRun.of(
                        "export",
                        "--model",
                        model.toString(),
                        "--format",
                        "saved-model",
                        "--out",
                        out.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("Saved in " + out + ": " + signature + ".");
        return out;
    }

    private static JsonNode predict(Path model, String input) throws IOException {
        CommandRun run =
                CommandRun.of("predict", "--model", model.toString(), "--input", input, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out()).path("predictions").path(0);
    }

    /** As whoever serves the exported model would encode a row. */
    private static float[] numbers(Path model, Path file) throws IOException {
        TableEncoder encoder = TableEncoder.fromMap(json(model.resolve("preprocessing.json")));
        try (Steelyard sdk = Steelyard.create()) {
            Table table = sdk.table(file, TableOptions.defaults());
            Row row = table.rows().block(0).getFirst();
            return encoder.on(table).numbers(row);
        }
    }

    private static Map<String, Object> json(Path file) throws IOException {
        return new ObjectMapper()
                .readValue(Files.readAllBytes(file), new TypeReference<Map<String, Object>>() {});
    }

    private static Tensor floats(float[] values, long... shape) {
        return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
    }

    private static Tensor integers(int[] values) {
        return TInt32.tensorOf(Shape.of(1, values.length), DataBuffers.of(values));
    }

    private static void assertSame(Path exported, Map<String, Tensor> given, JsonNode prediction) {
        // The classes in the order of the model's outputs, which is that of their names here.
        Map<String, Double> expected = new TreeMap<>();
        prediction
                .path("probabilities")
                .properties()
                .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asDouble()));
        float[] found = run(exported, given, "probabilities", expected.size());
        int i = 0;
        for (double probability : expected.values()) {
            assertThat((double) found[i++]).isCloseTo(probability, within(TOLERANCE));
        }
        // Training has told them apart: not everything is a half.
        assertThat(prediction.path("probability").asDouble()).isGreaterThan(0.51);
    }

    private static float[] run(
            Path exported, Map<String, Tensor> given, String output, int expected) {
        try (SavedModelBundle bundle = SavedModelBundle.load(exported.toString(), "serve");
                Result result = bundle.function("serving_default").call(given)) {
            TFloat32 found = (TFloat32) result.get(output).orElseThrow();
            assertThat(found.shape()).isEqualTo(Shape.of(1, expected));
            float[] values = new float[expected];
            found.copyTo(DataBuffers.of(values, false, false));
            return values;
        }
    }
}
