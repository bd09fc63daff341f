package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

final class StepTimesTest {
    /** Against the sorted times. */
    @Test
    void percentilesAreRightToHalfAPercent() {
        StepTimes times = new StepTimes();
        Random random = new Random(3);
        List<Long> sorted = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long nanos = (long) Math.exp(7 + 12 * random.nextDouble());
            sorted.add(nanos);
            times.add(StepTimes.Part.STEP, nanos);
        }
        Collections.sort(sorted);
        StepTimes.Summary summary = times.summary(StepTimes.Part.STEP).orElseThrow();

        assertThat(summary.count()).isEqualTo(5_000);
        assertClose(summary.median(), sorted.get(2_499));
        assertClose(summary.p90(), sorted.get(4_499));
        assertThat(summary.total().toNanos())
                .isEqualTo(sorted.stream().mapToLong(Long::longValue).sum());
        assertThat(times.summary(StepTimes.Part.DATA)).isEmpty();
    }

    private static void assertClose(Duration actual, double expected) {
        assertThat((double) actual.toNanos()).isCloseTo(expected, within(0.0051 * expected));
    }

    @Test
    void nothingIsTooShortOrTooLong() {
        StepTimes times = new StepTimes();
        times.add(StepTimes.Part.UPDATE, -5);
        assertThat(times.summary(StepTimes.Part.UPDATE).orElseThrow())
                .isEqualTo(new StepTimes.Summary(1, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        times.add(StepTimes.Part.VALIDATION, Long.MAX_VALUE);
        assertClose(
                times.summary(StepTimes.Part.VALIDATION).orElseThrow().median(), Long.MAX_VALUE);
    }
}
