package io.steelyard.spi;

import java.util.OptionalLong;
import java.util.function.Function;

record MappedDataset<E, R>(Dataset<E> source, Function<? super E, ? extends R> function)
        implements Dataset<R> {
    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public DatasetIterator<R> iterator(Cursor from) {
        DatasetIterator<E> elements = source.iterator(from);
        return new DatasetIterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public R next() {
                return function.apply(elements.next());
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
