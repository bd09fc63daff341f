package io.steelyard.text;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicDirectory;
import io.steelyard.model.Variable;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.run.Provenance;
import io.steelyard.run.TrainingSummary;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Exportable;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.Tokenizer;
import io.steelyard.spi.TrainedModel;
import io.steelyard.train.Checkpoint;
import io.steelyard.train.Evaluator;
import io.steelyard.train.ModelState;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A language model with its tokenizer and its parameters on a device. Safe for use from many
 * threads, which complete prompts, evaluate and save at the same time. Close it to give device
 * memory back: evaluations and saves under way end first, completions end with {@code CLOSED} at
 * their next token, and its predictors are of no further use.
 */
public final class TextGenerationModel implements TrainedModel, Exportable {
    private static final int EVALUATION_BATCH = 8;

    private final Backend backend;
    private final CausalLanguageModel model;
    private final ModelDescription description;
    private final ModelState state;
    private final DecoderPool decoders;

    /** Held for writing by close, for reading by whatever must not be closed meanwhile. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    /**
     * @param state the model's parameters; owned from here on
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
        decoders = new DecoderPool(backend, model, state.device());
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
     * A generator that completes prompts beside others of this model: each keeps the keys and
     * values of its text to itself, and all read the model's parameters, which are not copied. What
     * a prompt gives does not depend on the others.
     *
     * <p>A generator costs nothing until it is given a prompt. The caches of a completion that has
     * ended serve the next one, of whichever generator, and are given back when a generator or the
     * model is closed.
     */
    public TextGenerator predictor() {
        use.readLock().lock();
        try {
            requireOpen();
            return new TextGenerator(tokenizer(), description.endOfText(), decoders);
        } finally {
            use.readLock().unlock();
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
        use.readLock().lock();
        try (Evaluator evaluator =
                new Evaluator(backend, model, new SoftmaxCrossEntropy(), List.of())) {
            requireOpen();
            double loss = evaluator.evaluate(state.device(), data).get("loss");
            return new EvaluationResult(loss, windows.predictedTokens());
        } finally {
            use.readLock().unlock();
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
        use.readLock().lock();
        try {
            requireOpen();
            AtomicDirectory.writeInto(
                    directory,
                    target -> {
                        description.write(target);
                        Checkpoint.writeModel(state, target);
                    });
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * The logits of each position of a text as long as the context: input {@code input_ids} I32
     * {@code [1, context]}, output {@code logits} F32 {@code [1, context, vocabulary]}, of which
     * row {@code i} is about the token after token {@code i} and depends on no later one; so a
     * shorter text is padded at its end with any token.
     */
    @Override
    public ExportedProgram program() {
        use.readLock().lock();
        try {
            requireOpen();
            return new ExportedProgram(
                    DecodeFunctions.logits(model), state.read(EnumSet.allOf(Variable.Kind.class)));
        } finally {
            use.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw DecodeFunctions.closedModel();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                decoders.close();
                state.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
