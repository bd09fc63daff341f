package io.steelyard.data;

import io.steelyard.model.SeedHash;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import java.util.OptionalLong;
import java.util.Random;

/** Each element with the seed of its own random numbers. */
record SeededDataset<E>(Dataset<E> source, long seed) implements Dataset<SeededDataset.Seeded<E>> {
    record Seeded<E>(E element, long seed) {
        <R> R apply(SeededFunction<? super E, ? extends R> function) {
            // The algorithm of Random is part of its specification, so it holds on every JDK.
            return function.apply(element, new Random(seed));
        }
    }

    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<Seeded<E>> iterator(Cursor from) {
        DatasetIterator<E> elements = source.iterator(from);
        return new DatasetIterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public Seeded<E> next() {
                // A filter knows the place of its next element once it has looked for it.
                elements.hasNext();
                long own = of(elements.cursor());
                return new Seeded<>(elements.next(), own);
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

    private long of(Cursor place) {
        return SeedHash.fold(seed, "epoch " + place.epoch() + " position " + place.position());
    }
}
