package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

record BatchedDataset<E>(Dataset<E> source, int batchSize) implements Dataset<List<E>> {
    BatchedDataset {
        if (batchSize < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A batch size of " + batchSize + " was given; accepted are 1 or more.");
        }
    }

    @Override
    public OptionalLong size() {
        OptionalLong elements = source.size();
        return elements.isEmpty()
                ? elements
                : OptionalLong.of(Math.ceilDiv(elements.getAsLong(), batchSize));
    }

    @Override
    public DatasetIterator<List<E>> iterator(Cursor from) {
        DatasetIterator<E> elements = source.iterator(from);
        return new DatasetIterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public List<E> next() {
                if (!elements.hasNext()) {
                    throw new NoSuchElementException("this pass over the data has ended");
                }
                List<E> batch = new ArrayList<>(batchSize);
                while (batch.size() < batchSize && elements.hasNext()) {
                    batch.add(elements.next());
                }
                return List.copyOf(batch);
            }

            @Override
            public Cursor cursor() {
                return elements.cursor();
            }

            @Override
            public void close() {
                elements.close();
            }
        };
    }
}
