package io.steelyard.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** What every data set promises of its cursors. */
public final class Resumption {
    private Resumption() {}

    /** From each cursor of these epochs a new iterator goes on as if nothing had been cut off. */
    public static void assertEveryCursorGivesTheSameRemainder(Dataset<?> dataset, int epochs) {
        for (long epoch = 0; epoch < epochs; epoch++) {
            List<?> all = remainder(dataset, new Cursor(epoch, 0));
            for (int position = 0; position <= all.size(); position++) {
                for (boolean peeked : new boolean[] {false, true}) {
                    Cursor cursor = cursorAfter(dataset, epoch, position, peeked);
                    assertThat(cursor.epoch()).isEqualTo(epoch);
                    assertThat(remainder(dataset, cursor))
                            .isEqualTo(all.subList(position, all.size()));
                }
            }
        }
    }

    private static Cursor cursorAfter(Dataset<?> dataset, long epoch, int count, boolean peeked) {
        try (DatasetIterator<?> elements = dataset.iterator(new Cursor(epoch, 0))) {
            for (int i = 0; i < count; i++) {
                elements.next();
            }
            if (peeked) {
                elements.hasNext(); // a look ahead moves no cursor past what was delivered
            }
            return elements.cursor();
        }
    }

    /** The elements from a cursor to the end of the pass. */
    public static List<Object> remainder(Dataset<?> dataset, Cursor from) {
        List<Object> elements = new ArrayList<>();
        try (DatasetIterator<?> iterator = dataset.iterator(from)) {
            while (iterator.hasNext()) {
                elements.add(iterator.next());
            }
            assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        }
        return elements;
    }
}
