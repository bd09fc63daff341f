package io.steelyard.text;

import io.steelyard.Plugins;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Registry;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TokenizerFactory;

import java.util.List;
import java.util.Map;

/** The task on a backend, and a recipe that trains in a second. */
public final class TestTask {
    private TestTask() {}

    /** The backend that needs nothing but a JVM. */
    public static Backend backend() {
        return Plugins.discover(List.of()).backend("reference").create(Map.of());
    }

    static TextGeneration on(Backend backend) {
        return new TextGeneration(new Context(backend, Plugins.of(new TextGenerationPlugin())));
    }

    static TaskContext context(Backend backend) {
        return new Context(backend, Plugins.of(new TextGenerationPlugin()));
    }

    /** A GPT of one block and 16 channels that sees 8 tokens. */
    static TextGenerationRecipe tiny() {
        return TextGenerationRecipe.charCpu()
                .with(
                        Map.ofEntries(
                                Map.entry("layers", 1),
                                Map.entry("heads", 2),
                                Map.entry("channels", 16),
                                Map.entry("context", 8),
                                Map.entry("batch_size", 4),
                                Map.entry("learning_rate", 0.01),
                                Map.entry("minimum_learning_rate", 0.001),
                                Map.entry("warmup_steps", 5),
                                Map.entry("steps", 12),
                                Map.entry("dropout", 0.1),
                                Map.entry("validate_every", 5),
                                Map.entry("checkpoint_every", 4)));
    }

    /** Words in turn, so that there is something to learn. */
    static TextCorpus corpus() {
        return TextCorpus.ofText("words", "the cat sat on a mat. ".repeat(30));
    }

    private record Context(Backend backend, Plugins plugins) implements TaskContext {
        @Override
        public TokenizerFactory tokenizer(String kind) {
            return plugins.tokenizer(kind);
        }

        @Override
        public ArchitectureFactory architecture(String modelType) {
            return plugins.architecture(modelType);
        }

        @Override
        public Registry registry() {
            return plugins;
        }
    }
}
