package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

final class MatmulTest {
    private static WorkerPool[] pools;

    @BeforeAll
    static void startThreads() {
        CompilerDirectives.install();
        pools = new WorkerPool[] {new WorkerPool(1), new WorkerPool(2), new WorkerPool(3)};
    }

    @AfterAll
    static void endThreads() {
        for (WorkerPool pool : pools) {
            pool.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void multipliesSmallMatricesOfRandomSizes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            check(random, random.nextInt(20), random.nextInt(150), random.nextInt(40), 1);
            check(random, random.nextInt(90), random.nextInt(40), random.nextInt(150), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void multipliesBatchesOfRandomSizes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            int batch = random.nextInt(12);
            check(random, random.nextInt(40), random.nextInt(80), random.nextInt(80), batch);
        }
        check(random, 150, 130, 140, 3);
        check(random, 1, 130, 140, 7);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "0, 5, 3",
        "5, 0, 3",
        "5, 3, 0",
        "1, 3, 0",
        "3, 1, 0",
        "768, 65, 128",
        "128, 65, 768",
        "65, 128, 768",
        "300, 200, 1100",
        "200, 300, 2049",
        "3, 1500, 700",
        "1500, 3, 700",
        "1, 1000, 513",
        "1000, 1, 513",
        "1, 5000, 129",
        "7, 4100, 600",
        "700, 4100, 30",
        "4100, 700, 30",
        "41, 72, 5000"
    })
    void multipliesMatricesThatAreCut(int m, int n, int k) {
        Random random = new Random(m * 31L + n);
        for (int form = 0; form < 4; form++) {
            check(random, m, n, k, 1);
        }
    }

    /** An example is predicted alike, whatever else is in its batch. */
    @ParameterizedTest
    @CsvSource({"128, 9216", "64, 700", "300, 1100", "2000, 600", "65, 2048"})
    void aRowIsTheSameForAnyRowsBesideIt(int n, int k) {
        int most = 150;
        Buffer a = Buffer.gaussian(most * k, 1);
        Buffer b = Buffer.gaussian(k * n, 2);
        float[] all = rows(most, n, k, a, b);
        for (int m : new int[] {2, 4, 7, 40, 97}) {
            float[] some = rows(m, n, k, a, b);
            assertThat(some).isEqualTo(Arrays.copyOf(all, m * n));
        }
    }

    private static float[] rows(int m, int n, int k, Buffer a, Buffer b) {
        Buffer c = Buffer.of(new float[m * n]);
        MatmulShape shape = new MatmulShape(m, n, k, false, false, k, n, n, false);
        Matmul.multiply(pools[1], shape, a.address(), b.address(), c.address());
        return c.floats();
    }

    /**
     * One product against float64, in a random form, for every pool: within the rounding of k fused
     * multiply-adds (a random walk of half units in the last place of sums no larger than sum|a
     * b|), and with the same bits for every number of threads.
     */
    private static void check(Random random, int m, int n, int k, int batch) {
        boolean transposeA = random.nextBoolean();
        boolean transposeB = random.nextBoolean();
        int lda = (transposeA ? m : k) + (random.nextBoolean() ? 0 : random.nextInt(20));
        int ldb = (transposeB ? k : n) + (random.nextBoolean() ? 0 : random.nextInt(20));
        int ldc = n + (random.nextBoolean() ? 0 : random.nextInt(20));
        MatmulShape shape =
                new MatmulShape(
                        m, n, k, transposeA, transposeB, lda, ldb, ldc, random.nextBoolean());
        long strideA = random.nextInt(4) == 0 ? 0 : (long) (transposeA ? k : m) * lda;
        long strideB = random.nextBoolean() ? 0 : (long) (transposeB ? n : k) * ldb;
        long strideC = (long) m * ldc + (random.nextBoolean() ? 0 : 5);
        boolean biased = random.nextBoolean();
        Buffer a = Buffer.gaussian((int) (batch * strideA + (long) (transposeA ? k : m) * lda), 1);
        Buffer b = Buffer.gaussian((int) (batch * strideB + (long) (transposeB ? n : k) * ldb), 2);
        Buffer bias = Buffer.gaussian(n, 3);
        float[] before = Buffer.gaussian((int) (batch * strideC), 4).floats();
        float[][] results = new float[pools.length][];
        for (int t = 0; t < pools.length; t++) {
            Buffer c = Buffer.of(before);
            long biasAddress = biased ? bias.address() : 0;
            if (batch == 1 && biased) {
                Matmul.multiply(
                        pools[t], shape, a.address(), b.address(), biasAddress, c.address(), null);
            } else if (batch == 1) {
                Matmul.multiply(pools[t], shape, a.address(), b.address(), c.address());
            } else {
                Matmul.multiplyBatch(
                        pools[t],
                        shape,
                        batch,
                        a.address(),
                        strideA,
                        b.address(),
                        strideB,
                        biasAddress,
                        c.address(),
                        strideC);
            }
            assertThat(c.intact()).as("%s", shape).isTrue();
            results[t] = c.floats();
        }
        for (int t = 1; t < pools.length; t++) {
            assertThat(results[t]).as("bits of %s x %s", batch, shape).isEqualTo(results[0]);
        }
        if (batch == 1) {
            Buffer packed = Buffer.of(new float[Math.toIntExact(Matmul.packedFloats(shape))]);
            Matmul.pack(pools[1], shape, b.address(), packed.address());
            float[][] products = new float[pools.length][];
            for (int t = 0; t < pools.length; t++) {
                Buffer c = Buffer.of(before);
                long biasAddress = biased ? bias.address() : 0;
                Matmul.multiplyPacked(
                        pools[t],
                        shape,
                        a.address(),
                        packed.address(),
                        biasAddress,
                        c.address(),
                        null);
                products[t] = c.floats();
                assertThat(products[t]).as("bits of packed %s", shape).isEqualTo(products[0]);
            }
            assertThat(packed.intact()).as("%s", shape).isTrue();
            compare(shape, 1, a, strideA, b, strideB, biased, bias, strideC, before, products[0]);
        }
        if (batch * (long) m * n * k < 200_000) {
            Buffer c = Buffer.of(before);
            ScalarMatmul.multiplyBatch(
                    shape,
                    batch,
                    a.address(),
                    strideA,
                    b.address(),
                    strideB,
                    biased ? bias.address() : 0,
                    c.address(),
                    strideC);
            compare(
                    shape,
                    batch,
                    a,
                    strideA,
                    b,
                    strideB,
                    biased,
                    bias,
                    strideC,
                    before,
                    c.floats());
        }
        compare(shape, batch, a, strideA, b, strideB, biased, bias, strideC, before, results[0]);
    }

    private static void compare(
            MatmulShape shape,
            int batch,
            Buffer aBuffer,
            long strideA,
            Buffer bBuffer,
            long strideB,
            boolean biased,
            Buffer biasBuffer,
            long strideC,
            float[] before,
            float[] actual) {
        float[] a = aBuffer.floats();
        float[] b = bBuffer.floats();
        float[] bias = biasBuffer.floats();
        boolean[] inC = new boolean[actual.length];
        for (int i = 0; i < batch; i++) {
            for (int row = 0; row < shape.m(); row++) {
                for (int column = 0; column < shape.n(); column++) {
                    double sum = 0;
                    double magnitude = 0;
                    for (int p = 0; p < shape.k(); p++) {
                        int inA =
                                shape.transposeA() ? p * shape.lda() + row : row * shape.lda() + p;
                        int inB =
                                shape.transposeB()
                                        ? column * shape.ldb() + p
                                        : p * shape.ldb() + column;
                        double product =
                                (double) a[(int) (i * strideA) + inA]
                                        * b[(int) (i * strideB) + inB];
                        sum += product;
                        magnitude += Math.abs(product);
                    }
                    int at = (int) (i * strideC) + row * shape.ldc() + column;
                    inC[at] = true;
                    if (shape.accumulate()) {
                        sum += before[at];
                        magnitude += Math.abs(before[at]);
                    }
                    if (biased) {
                        sum += bias[column];
                        magnitude += Math.abs(bias[column]);
                    }
                    double bound = 2 * 0x1p-24 * Math.sqrt(shape.k() + 2) * magnitude;
                    if (!(Math.abs(actual[at] - sum) <= bound)) {
                        assertThat((double) actual[at])
                                .as("C[%d][%d, %d] of %s", i, row, column, shape)
                                .isCloseTo(sum, within(bound));
                    }
                }
            }
        }
        for (int at = 0; at < actual.length; at++) {
            if (!inC[at] && actual[at] != before[at]) {
                assertThat(actual[at]).as("between the rows of %s", shape).isEqualTo(before[at]);
            }
        }
    }

    @Test
    void keepsInfinitiesAndNaNInTheirRowsAndColumns() {
        Random random = new Random(5);
        for (int n : new int[] {1, 17, 200}) {
            int m = 70;
            int k = 40;
            float[] a = new float[m * k];
            for (int i = 0; i < a.length; i++) {
                a[i] = 1 + random.nextFloat();
            }
            a[3 * k + 7] = Float.NaN;
            a[69 * k + 39] = Float.POSITIVE_INFINITY;
            float[] ones = new float[k * n];
            Arrays.fill(ones, 1);
            Buffer c = Buffer.words((long) m * n);
            Matmul.multiply(
                    pools[1],
                    MatmulShape.dense(m, n, k, false, false),
                    Buffer.of(a).address(),
                    Buffer.of(ones).address(),
                    c.address());
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    float value = c.at((long) i * n + j);
                    if (i == 3) {
                        assertThat(value).isNaN();
                    } else if (i == 69) {
                        assertThat(value).isEqualTo(Float.POSITIVE_INFINITY);
                    } else {
                        assertThat(value).isBetween((float) k, 2f * k);
                    }
                }
            }
        }
    }

    @Tag("allocation")
    @ParameterizedTest
    @CsvSource({
        "100, 70, 50, false, false", "70, 100, 50, true, true", "50, 130, 60, true, false",
        "1, 200, 100, false, false", "1, 200, 100, false, true", "4, 130, 20, false, true"
    })
    void allocatesNothing(int m, int n, int k, boolean transposeA, boolean transposeB) {
        MatmulShape shape = MatmulShape.dense(m, n, k, transposeA, transposeB);
        Buffer a = Buffer.gaussian(3 * m * k, 1);
        Buffer b = Buffer.gaussian(3 * n * k, 2);
        Buffer c = Buffer.words(3L * m * n);
        Buffer bias = Buffer.words(n);
        assertThat(
                        Allocation.bytesPerCall(
                                () ->
                                        Matmul.multiply(
                                                pools[0],
                                                shape,
                                                a.address(),
                                                b.address(),
                                                bias.address(),
                                                c.address(),
                                                null)))
                .isZero();
        assertThat(
                        Allocation.bytesPerCall(
                                () ->
                                        Matmul.multiplyBatch(
                                                pools[0],
                                                shape,
                                                3,
                                                a.address(),
                                                (long) m * k,
                                                b.address(),
                                                (long) n * k,
                                                0,
                                                c.address(),
                                                (long) m * n)))
                .isZero();
    }

    @Test
    void servesCallersThatComeAtTheSameTime() throws InterruptedException {
        MatmulShape shape = MatmulShape.dense(130, 140, 150, true, false);
        Buffer a = Buffer.gaussian(130 * 150, 1);
        Buffer b = Buffer.gaussian(140 * 150, 2);
        Buffer alone = Buffer.words(130 * 140);
        Matmul.multiply(pools[0], shape, a.address(), b.address(), alone.address());
        Buffer[] results = new Buffer[4];
        Thread[] callers = new Thread[results.length];
        for (int t = 0; t < callers.length; t++) {
            Buffer c = Buffer.words(130 * 140);
            results[t] = c;
            callers[t] =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 50; i++) {
                                            Matmul.multiply(
                                                    pools[2],
                                                    shape,
                                                    a.address(),
                                                    b.address(),
                                                    c.address());
                                        }
                                    });
        }
        for (Thread caller : callers) {
            caller.join();
        }
        for (Buffer result : results) {
            assertThat(result.floats()).isEqualTo(alone.floats());
        }
    }

    @Test
    void refusesShapesThatCannotBe() {
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> MatmulShape.dense(2, -1, 3, false, false))
                .withMessage(
                        "A matrix product has the sizes m = 2, n = -1, k = 3, "
                                + "but none may be negative.")
                .extracting(SteelyardException::code)
                .isEqualTo(ErrorCode.INVALID_PROGRAM);
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(() -> new MatmulShape(2, 3, 4, false, true, 4, 3, 3, false))
                .withMessage(
                        "The rows of matrix B start 3 elements apart, but each is 4 elements long: "
                                + "they must not overlap.");
    }
}
