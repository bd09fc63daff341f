package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import java.util.List;

/** The batches of a training, one pass over the data after the other, and the time they take. */
final class TrainingBatches implements AutoCloseable {
    private final Dataset<Batch> data;
    private DatasetIterator<Batch> pass;
    private long waitedNanos;

    /**
     * From a cursor on; at the very end of a pass, from the next one on. Throws {@code
     * INVALID_DATA} when there is no batch.
     */
    TrainingBatches(Dataset<Batch> data, Cursor from) {
        this.data = data;
        long start = System.nanoTime();
        pass = nonEmpty(from);
        waitedNanos += System.nanoTime() - start;
    }

    private DatasetIterator<Batch> nonEmpty(Cursor cursor) {
        for (Cursor from : List.of(cursor, cursor.nextEpoch())) {
            DatasetIterator<Batch> batches = data.iterator(from);
            boolean found = false;
            try {
                found = batches.hasNext();
            } finally {
                if (!found) {
                    batches.close();
                }
            }
            if (found) {
                return batches;
            }
        }
        throw new SteelyardException(
                ErrorCode.INVALID_DATA,
                "The data set to train on has no elements; give it at least one batch.");
    }

    /** Whether this pass has a batch left. */
    boolean passHasNext() {
        long start = System.nanoTime();
        boolean next = pass.hasNext();
        waitedNanos += System.nanoTime() - start;
        return next;
    }

    /** The next batch: of the next pass, where this one has none left. */
    Batch next() {
        long start = System.nanoTime();
        if (!pass.hasNext()) {
            Cursor next = pass.cursor().nextEpoch();
            pass.close();
            pass = nonEmpty(next);
        }
        Batch batch = pass.next();
        waitedNanos += System.nanoTime() - start;
        return batch;
    }

    /** The passes that were finished before the batch that was delivered last. */
    long epoch() {
        return pass.cursor().epoch();
    }

    /** Where a training goes on that ends here: in the next pass, where this one is over. */
    Cursor cursor() {
        return passHasNext() ? pass.cursor() : pass.cursor().nextEpoch();
    }

    /** The time waited since this was asked the last time. */
    long takeWaitedNanos() {
        long waited = waitedNanos;
        waitedNanos = 0;
        return waited;
    }

    @Override
    public void close() {
        pass.close();
    }
}
