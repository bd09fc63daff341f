package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Completes texts with a model, one prompt at a time, beside other generators of the model. Safe
 * for use from many threads: prompts to one generator take turns, those to several run at once.
 * Every token is chosen from the logits of the model over the last tokens that fit its context, so
 * a completion may be longer than that; it is slower from there on.
 */
public final class TextGenerator implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final OptionalInt endOfText;
    private final DecoderPool decoders;
    private final ReentrantLock turn = new ReentrantLock();
    private boolean closed;

    TextGenerator(Tokenizer tokenizer, OptionalInt endOfText, DecoderPool decoders) {
        this.tokenizer = tokenizer;
        this.endOfText = endOfText;
        this.decoders = decoders;
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
     *     after close of the generator or, at the next token, of the model
     */
    public Completion stream(Prompt prompt, Consumer<String> pieces) {
        if (turn.isHeldByCurrentThread()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A prompt was given from within the completion of another one; let the first"
                            + " one end, or give it to another predictor() of the model.");
        }
        turn.lock();
        try {
            requireOpen();
            int[] tokens = encode(prompt.text());
            Decoder decoder = decoders.borrow();
            try {
                return complete(decoder, tokens, prompt.options(), pieces);
            } finally {
                decoders.giveBack(decoder);
                if (closed) { // by the consumer
                    decoders.releaseIdle();
                }
            }
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

    private Completion complete(
            Decoder decoder, int[] prompt, GenerationOptions options, Consumer<String> pieces) {
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

    /**
     * Ends it, after the completion that is under way, and gives the caches back that no generator
     * of the model is using.
     */
    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                decoders.releaseIdle();
            }
        } finally {
            turn.unlock();
        }
    }
}
