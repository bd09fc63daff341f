package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

/** Products whose right operand is of BF16, against sums in float64. */
final class BFloat16MatmulTest {
    private static final short NAN = 0x7FC0;
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
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void smallSizes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            check(random, 1, random.nextInt(200), random.nextInt(200));
            check(random, random.nextInt(20), random.nextInt(150), random.nextInt(80));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 3, 0",
        "0, 3, 5",
        "1, 768, 768",
        "1, 2304, 768",
        "1, 769, 3073",
        "1, 9001, 300",
        "1, 31, 5000",
        "5, 1, 700",
        "40, 768, 768",
        "130, 65, 1100",
        "3, 4100, 600"
    })
    void sizesThatAreCut(int m, int n, int k) {
        Random random = new Random(m * 31L + n);
        for (int form = 0; form < 8; form++) {
            check(random, m, n, k);
        }
    }

    /** One product in a random form; what lies between rows of B is NaN and counts for nothing. */
    private static void check(Random random, int m, int n, int k) {
        boolean transposeA = random.nextBoolean();
        boolean transposeB = random.nextBoolean();
        int lda = (transposeA ? m : k) + random.nextInt(3);
        int width = transposeB ? k : n;
        int ldb = width + random.nextInt(3);
        int ldc = n + random.nextInt(3);
        MatmulShape shape =
                new MatmulShape(
                        m, n, k, transposeA, transposeB, lda, ldb, ldc, random.nextBoolean());
        Buffer a = Buffer.gaussian((transposeA ? k : m) * lda, random.nextLong());
        Buffer b = stored((transposeB ? n : k) * ldb, ldb, width, random);
        Buffer bias = Buffer.gaussian(n, random.nextLong());
        long row = random.nextBoolean() ? bias.address() : 0;
        float[] before = Buffer.gaussian(m * ldc, random.nextLong()).floats();
        float[][] results = new float[pools.length][];
        for (int t = 0; t < pools.length; t++) {
            Buffer c = Buffer.of(before);
            Matmul.multiplyBFloat16(
                    pools[t], shape, a.address(), b.address(), row, c.address(), null);
            assertThat(c.intact()).as("%s", shape).isTrue();
            results[t] = c.floats();
            assertThat(results[t]).as("bits of %s", shape).isEqualTo(results[0]);
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < ldc; j++) {
                float actual = results[0][i * ldc + j];
                if (j >= n) {
                    assertThat(actual).as("beside C").isEqualTo(before[i * ldc + j]);
                    continue;
                }
                double held = shape.accumulate() ? before[i * ldc + j] : 0;
                double added = row == 0 ? 0 : bias.at(j);
                double sum = held + added;
                double magnitude = Math.abs(held) + Math.abs(added);
                for (int p = 0; p < k; p++) {
                    double product =
                            (double) a.at(transposeA ? p * lda + i : i * lda + p)
                                    * number(b, transposeB ? j * ldb + p : p * ldb + j);
                    sum += product;
                    magnitude += Math.abs(product);
                }
                // Half a unit in the last place for each of the additions, as a random walk.
                double bound = 4 * 0x1p-24 * Math.sqrt(k + 3) * magnitude;
                assertThat((double) actual)
                        .as("%s at %d, %d", shape, i, j)
                        .isCloseTo(sum, within(bound));
            }
        }
    }

    /** Normally distributed BF16 in rows, with NaN between them. */
    private static Buffer stored(int size, int ld, int width, Random random) {
        Buffer buffer = Buffer.bytes(2L * size);
        for (int i = 0; i < size; i++) {
            int bits = Float.floatToIntBits((float) random.nextGaussian()) >>> 16;
            NativeMemory.setShort(buffer.address() + 2L * i, i % ld < width ? (short) bits : NAN);
        }
        return buffer;
    }

    private static double number(Buffer buffer, int index) {
        return Float.intBitsToFloat(NativeMemory.getShort(buffer.address() + 2L * index) << 16);
    }
}
