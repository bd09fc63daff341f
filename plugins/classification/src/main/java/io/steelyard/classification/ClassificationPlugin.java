package io.steelyard.classification;

import io.steelyard.classification.architecture.Architectures;
import io.steelyard.classification.tokenizer.WordTokenizerFactory;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TaskName;
import io.steelyard.spi.TokenizerFactory;

import java.util.List;

/** Brings the task {@code classification} and its architectures. */
public final class ClassificationPlugin implements Plugin {
    /** A plugin; it has no state. */
    public ClassificationPlugin() {}

    @Override
    public List<TaskFactory<?>> tasks() {
        return List.of(new Factory());
    }

    @Override
    public List<ArchitectureFactory> architectures() {
        return Architectures.factories();
    }

    @Override
    public List<TokenizerFactory> tokenizers() {
        return List.of(new WordTokenizerFactory());
    }

    private record Factory() implements TaskFactory<Classification> {
        @Override
        public TaskName<Classification> taskName() {
            return Classification.TASK;
        }

        @Override
        public Classification create(TaskContext context) {
            return new Classification(context);
        }
    }
}
