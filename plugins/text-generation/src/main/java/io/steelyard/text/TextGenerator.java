package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Completes texts with a model. Safe for use from many threads: prompts take turns. Every token is
 * chosen from the logits of the model over the last tokens that fit its context, so a completion
 * may be longer than that; it is slower from there on.
 */
public final class TextGenerator implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final OptionalInt endOfText;
    private final Decoder decoder;
    private final ReentrantLock turn;
    private final Runnable release;
    private boolean closed;

    /**
     * @param turn held while the decoder runs
     * @param release gives back what the generator has besides the decoder
     */
    TextGenerator(
            Tokenizer tokenizer,
            OptionalInt endOfText,
            Decoder decoder,
            ReentrantLock turn,
            Runnable release) {
        this.tokenizer = tokenizer;
        this.endOfText = endOfText;
        this.decoder = decoder;
        this.turn = turn;
        this.release = release;
    }

    /** The completion of a prompt, without the prompt. Throws as {@link #stream} does. */
    public String generate(Prompt prompt) {
        StringBuilder text = new StringBuilder();
        stream(prompt, text::append);
        return text.toString();
    }

    /**
     * Completes a prompt and hands the completion on as it is made, in pieces of whole characters.
     *
     * @param pieces is called on this thread; what it throws ends the completion
     * @throws SteelyardException {@code INVALID_DATA} when the tokenizer cannot express the prompt,
     *     {@code INVALID_ARGUMENT} when it is empty and the model knows no end-of-text token to
     *     start from, {@code TRAINING_DIVERGED} when the model gives no numbers, {@code CLOSED}
     *     after close
     */
    public Completion stream(Prompt prompt, Consumer<String> pieces) {
        if (turn.isHeldByCurrentThread()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A prompt was given from within the completion of another one; let the first"
                            + " one end, or ask another predictor of the model's"
                            + " independentPredictor().");
        }
        turn.lock();
        try {
            requireOpen();
            return complete(encode(prompt.text()), prompt.options(), pieces);
        } finally {
            turn.unlock();
        }
    }

    private int[] encode(String text) {
        int[] tokens = tokenizer.encode(text);
        if (tokens.length > 0) {
            return tokens;
        }
        // As GPT-2 is prompted with nothing: a text begins where another one ends.
        return new int[] {
            endOfText.orElseThrow(
                    () ->
                            new SteelyardException(
                                    ErrorCode.INVALID_ARGUMENT,
                                    "The prompt is empty, and the model's tokenizer has no"
                                            + " end-of-text token to start from; give at least one"
                                            + " character, such as a line break."))
        };
    }

    private Completion complete(int[] prompt, GenerationOptions options, Consumer<String> pieces) {
        Sampler sampler = new Sampler(options);
        PieceStream stream = new PieceStream(options.stop(), pieces);
        float[] logits = decoder.start(prompt);
        for (int count = 1; ; count++) {
            int token = sampler.next(known(logits), decoder.tokens());
            if (endOfText.isPresent() && token == endOfText.getAsInt()) {
                stream.finish();
                return new Completion(prompt.length, count, Completion.Reason.END_OF_TEXT);
            }
            if (stream.append(tokenizer.bytes(token))) {
                return new Completion(prompt.length, count, Completion.Reason.STOP_TEXT);
            }
            if (count == options.maxTokens()) {
                stream.finish();
                return new Completion(prompt.length, count, Completion.Reason.LENGTH);
            }
            requireOpen(); // the consumer of the piece may have closed it
            logits = decoder.next(token);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED,
                    "This generator is closed; ask the model for another predictor().");
        }
    }

    /** Without the rows that some models have in excess of their tokenizer. */
    private float[] known(float[] logits) {
        return logits.length > tokenizer.vocabularySize()
                ? Arrays.copyOf(logits, tokenizer.vocabularySize())
                : logits;
    }

    /** Gives compiled functions and caches back, after the completion that is under way. */
    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                decoder.close();
                release.run();
            }
        } finally {
            turn.unlock();
        }
    }
}
