package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicDirectory;
import io.steelyard.file.DirectoryContent;
import io.steelyard.model.Variable;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Tokenizer;
import io.steelyard.spi.TrainedModel;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.Evaluator;
import io.steelyard.train.ModelState;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A language model with its tokenizer and its parameters on a device. Safe for use from many
 * threads; what needs the device takes turns. Close it to give device memory back; that closes its
 * predictors too.
 */
public final class TextGenerationModel implements TrainedModel {
    private static final int EVALUATION_BATCH = 8;

    private final Backend backend;
    private final CausalLanguageModel model;
    private final ModelDescription description;
    private final ModelState state;
    private final ReentrantLock turn = new ReentrantLock();
    private final Set<TextGenerator> independent = new HashSet<>();
    private @Nullable TextGenerator predictor;
    private boolean closed;

    /**
     * @param state parameters and the caches of a {@link Decoder}; owned from here on
     */
    TextGenerationModel(
            Backend backend,
            CausalLanguageModel model,
            ModelDescription description,
            ModelState state) {
        this.backend = backend;
        this.model = model;
        this.description = description;
        this.state = state;
    }

    public Tokenizer tokenizer() {
        return description.tokenizer();
    }

    /** The recipe it was trained with; empty for a model that another program wrote. */
    public Optional<TextGenerationRecipe> recipe() {
        return description.recipe();
    }

    /** What it was trained on; empty for a model that another program wrote. */
    public Optional<Provenance> provenance() {
        return description.provenance();
    }

    /** The training it comes from; empty before a training has ended. */
    public Optional<TrainingSummary> trained() {
        return description.trained();
    }

    /** The number of trained numbers. */
    public long parameterCount() {
        return state.parameterCount();
    }

    /** The largest number of tokens that it sees at once. */
    public int contextLength() {
        return model.contextLength();
    }

    /**
     * Completes prompts. The same object at each call until it is closed; it works on the model's
     * own parameters, so that evaluations and completions of this model take turns.
     */
    public TextGenerator predictor() {
        turn.lock();
        try {
            requireOpen();
            if (predictor == null) {
                predictor =
                        new TextGenerator(
                                tokenizer(),
                                description.endOfText(),
                                new Decoder(backend, model, state.device()),
                                turn,
                                () -> predictor = null);
            }
            return predictor;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Completes prompts beside other predictors of this model, at the price of a copy of the
     * parameters. Close it when it is no longer needed.
     */
    public TextGenerator independentPredictor() {
        turn.lock();
        try {
            requireOpen();
            ModelState copy = ModelState.allocate(backend, Decoder.variables(model));
            copyParameters(state, copy);
            // The lambda below needs the generator that it releases.
            TextGenerator[] self = new TextGenerator[1];
            self[0] =
                    new TextGenerator(
                            tokenizer(),
                            description.endOfText(),
                            new Decoder(backend, model, copy.device()),
                            new ReentrantLock(),
                            () -> {
                                copy.close();
                                forget(self[0]);
                            });
            synchronized (independent) {
                independent.add(self[0]);
            }
            return self[0];
        } finally {
            turn.unlock();
        }
    }

    private void forget(TextGenerator generator) {
        synchronized (independent) {
            independent.remove(generator);
        }
    }

    /** Copies parameters and buffers, one at a time. */
    static void copyParameters(ModelState from, ModelState to) {
        for (Variable variable : to.variables()) {
            switch (variable.kind()) {
                case PARAMETER, BUFFER ->
                        to.device().write(variable.path(), from.device().read(variable.path()));
                case TRAINING, CACHE -> {}
            }
        }
    }

    /**
     * Measures how well it predicts a text, over all of it, in windows of the context's length that
     * follow each other.
     *
     * @throws SteelyardException {@code INVALID_DATA} when the text has fewer than two tokens, or a
     *     character that the tokenizer cannot express
     */
    public EvaluationResult evaluate(TextCorpus corpus) {
        TokenWindows windows =
                new TokenWindows(tokenizer().encode(corpus.text()), contextLength(), batchSize());
        Dataset<Batch> data = windows.consecutive(corpus.name());
        turn.lock();
        try (Evaluator evaluator =
                new Evaluator(backend, model, new SoftmaxCrossEntropy(), List.of())) {
            requireOpen();
            double loss = evaluator.evaluate(state.device(), data).get("loss");
            return new EvaluationResult(loss, windows.predictedTokens());
        } finally {
            turn.unlock();
        }
    }

    private int batchSize() {
        return recipe().map(TextGenerationRecipe::batchSize).orElse(EVALUATION_BATCH);
    }

    /**
     * Writes {@code config.json}, {@code generation_config.json}, {@code tokenizer.json}, {@code
     * steelyard.json} and {@code model.safetensors}. A directory that does not exist is there whole
     * afterwards or not at all; in one that exists, each file is replaced whole and others are
     * kept.
     */
    @Override
    public void save(Path directory) {
        turn.lock();
        try {
            requireOpen();
            DirectoryContent content =
                    target -> {
                        description.write(target);
                        Checkpoint.writeModel(state, target);
                    };
            if (Files.exists(directory)) {
                AtomicDirectory.update(directory, content);
            } else {
                AtomicDirectory.write(directory, content);
            }
        } finally {
            turn.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "This model is closed; load or train it again.");
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (predictor != null) {
                predictor.close();
            }
            List<TextGenerator> open;
            synchronized (independent) {
                open = List.copyOf(independent);
            }
            open.forEach(TextGenerator::close);
            state.close();
        } finally {
            turn.unlock();
        }
    }
}
