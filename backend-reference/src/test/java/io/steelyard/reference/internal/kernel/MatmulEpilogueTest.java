package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** What follows a product sees each of its rows once, when the row is complete. */
final class MatmulEpilogueTest {
    /** By row tasks, in a grid, of a vector, and of parts of sums. */
    @ParameterizedTest
    @CsvSource({
        "300, 64, 700, false",
        "300, 65, 40, false",
        "10, 200, 300, false",
        "1, 300, 200, false",
        "200, 1, 300, false",
        "64, 64, 4096, true",
        "300, 9000, 700, true",
        "3, 4, 0, false"
    })
    void isGivenEachRowWhenItIsThere(int m, int n, int k, boolean transposeA) {
        Buffer a = Buffer.gaussian(m * k, 1);
        Buffer b = Buffer.gaussian(k * n, 2);
        MatmulShape shape = MatmulShape.dense(m, n, k, transposeA, false);
        Buffer alone = Buffer.words((long) m * n);
        try (WorkerPool pool = new WorkerPool(1)) {
            Matmul.multiply(pool, shape, a.address(), b.address(), alone.address());
        }
        for (int threads = 1; threads <= 3; threads++) {
            Buffer c = Buffer.words((long) m * n);
            Buffer copy = Buffer.words((long) m * n);
            AtomicIntegerArray given = new AtomicIntegerArray(m);
            MatmulEpilogue epilogue =
                    (from, to) -> {
                        for (int row = from; row < to; row++) {
                            given.incrementAndGet(row);
                            for (int j = 0; j < n; j++) {
                                long at = 4L * ((long) row * n + j);
                                NativeMemory.setFloat(
                                        copy.address() + at,
                                        NativeMemory.getFloat(c.address() + at));
                            }
                        }
                    };
            try (WorkerPool pool = new WorkerPool(threads)) {
                Matmul.multiply(pool, shape, a.address(), b.address(), 0, c.address(), epilogue);
            }
            for (int row = 0; row < m; row++) {
                assertThat(given.get(row)).as("row %s", row).isEqualTo(1);
            }
            assertThat(copy.floats()).isEqualTo(alone.floats());
        }
    }
}
