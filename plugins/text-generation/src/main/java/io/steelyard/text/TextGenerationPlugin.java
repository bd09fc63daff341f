package io.steelyard.text;

import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TaskName;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.text.gpt2.Gpt2Factory;
import io.steelyard.text.tokenizer.ByteLevelBpeFactory;
import io.steelyard.text.tokenizer.CharTokenizerFactory;

import java.util.List;

/** Brings the task {@code text-generation}, the architecture {@code gpt2} and its tokenizers. */
public final class TextGenerationPlugin implements Plugin {
    /** A plugin; it has no state. */
    public TextGenerationPlugin() {}

    @Override
    public List<TaskFactory<?>> tasks() {
        return List.of(new Factory());
    }

    @Override
    public List<ArchitectureFactory> architectures() {
        return List.of(new Gpt2Factory());
    }

    @Override
    public List<TokenizerFactory> tokenizers() {
        return List.of(new CharTokenizerFactory(), new ByteLevelBpeFactory());
    }

    private record Factory() implements TaskFactory<TextGeneration> {
        @Override
        public TaskName<TextGeneration> taskName() {
            return TextGeneration.TASK;
        }

        @Override
        public TextGeneration create(TaskContext context) {
            return new TextGeneration(context);
        }
    }
}
