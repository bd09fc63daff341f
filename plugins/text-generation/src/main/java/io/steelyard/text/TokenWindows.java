package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.SeedHash;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import java.util.OptionalLong;
import java.util.Random;

/**
 * The tokens of a text, cut into windows: feature {@code input_ids} and target {@code labels}, the
 * tokens that follow, both I32 {@code [batch, time]}.
 */
record TokenWindows(int[] tokens, int context, int batchSize) {

    /** Tokens that have one before them. */
    long predictedTokens() {
        return Math.max(0, tokens.length - 1);
    }

    /**
     * Batches of windows at random places, without end. Batch i is a function of the seed and i
     * alone.
     *
     * @throws SteelyardException {@code INVALID_DATA} when the text is too short for one window
     */
    Dataset<Batch> random(long seed, String name) {
        if (tokens.length <= context) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "The training part of "
                            + name
                            + " has "
                            + tokens.length
                            + " tokens; with a context of "
                            + context
                            + " at least "
                            + (context + 1)
                            + " are needed. Give a longer text or a smaller context (--context).");
        }
        return new RandomWindows(this, seed);
    }

    /**
     * Batches of windows that follow each other, until each token but the first was a label once.
     * The last batch of whole windows may be smaller, and a shorter window at the end is a batch of
     * its own.
     *
     * @throws SteelyardException {@code INVALID_DATA} when there are fewer than two tokens
     */
    IndexedDataset<Batch> consecutive(String name) {
        if (tokens.length < 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "The text of "
                            + name
                            + " to measure on has "
                            + tokens.length
                            + (tokens.length == 1 ? " token" : " tokens")
                            + "; at least 2 are needed, one to predict from and one to predict."
                            + " Give a longer text or a larger part for validation.");
        }
        return new ConsecutiveWindows(this);
    }

    private Batch batch(int[] offsets, int time) {
        int[] inputs = new int[offsets.length * time];
        int[] labels = new int[offsets.length * time];
        for (int row = 0; row < offsets.length; row++) {
            System.arraycopy(tokens, offsets[row], inputs, row * time, time);
            System.arraycopy(tokens, offsets[row] + 1, labels, row * time, time);
        }
        return Batch.of(
                CausalLanguageModel.INPUT_IDS,
                NdArray.of(inputs, offsets.length, time),
                Targets.LABELS,
                NdArray.of(labels, offsets.length, time));
    }

    private record RandomWindows(TokenWindows windows, long seed) implements Dataset<Batch> {
        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }

        Batch get(long index) {
            Random random = new Random(SeedHash.fold(seed, "batch " + index));
            int[] offsets = new int[windows.batchSize];
            for (int row = 0; row < offsets.length; row++) {
                offsets[row] = random.nextInt(windows.tokens.length - windows.context);
            }
            return windows.batch(offsets, windows.context);
        }

        @Override
        public DatasetIterator<Batch> iterator(Cursor from) {
            return new DatasetIterator<>() {
                private long position = from.position();

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Batch next() {
                    return get(position++);
                }

                @Override
                public Cursor cursor() {
                    return new Cursor(from.epoch(), position);
                }

                @Override
                public void close() {}
            };
        }
    }

    private record ConsecutiveWindows(TokenWindows windows) implements IndexedDataset<Batch> {
        private int whole() {
            return (windows.tokens.length - 1) / windows.context;
        }

        private int rest() {
            return (windows.tokens.length - 1) % windows.context;
        }

        @Override
        public long count() {
            return Math.ceilDiv(whole(), windows.batchSize) + (rest() > 0 ? 1 : 0);
        }

        @Override
        public Batch get(long index) {
            int first = Math.toIntExact(index * windows.batchSize);
            if (first >= whole()) {
                return windows.batch(new int[] {whole() * windows.context}, rest());
            }
            int[] offsets = new int[Math.min(windows.batchSize, whole() - first)];
            for (int row = 0; row < offsets.length; row++) {
                offsets[row] = (first + row) * windows.context;
            }
            return windows.batch(offsets, windows.context);
        }
    }
}
