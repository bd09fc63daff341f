package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class StopTest {
    private static final String F1 = "validation/f1";
    private static final double NAN = Double.NaN;

    /** After as many steps as there are validations, which gave these figures. */
    private static TrainingStatus status(double... figures) {
        List<Evaluation> evaluations = new ArrayList<>();
        for (double figure : figures) {
            evaluations.add(new Evaluation(evaluations.size() + 1, Map.of(F1, figure)));
        }
        return new TrainingStatus(figures.length, 0, Duration.ZERO, evaluations);
    }

    @Test
    void twoConditionsJoined() {
        Stop two = Stop.afterSteps(2);
        Stop reached = Stop.whenReached(F1, Goal.MAXIMIZE, 0.9);

        assertThat(two.and(reached).reason(status(0.95))).isEmpty();
        assertThat(two.and(reached).reason(status(0.95, 0.8))).isEmpty();
        assertThat(two.and(reached).reason(status(0.8, 0.95)))
                .contains("2 steps are done and validation/f1 has reached 0.9");
        assertThat(two.or(reached).reason(status(0.95))).contains("validation/f1 has reached 0.9");
        assertThat(two.or(reached).reason(status(0.5))).isEmpty();
        assertThat(two.or(reached).reason(status(0.5, 0.5))).contains("2 steps are done");
    }

    @Test
    void aFigureIsReachedFromTheSideThatTheGoalSays() {
        Stop above = Stop.whenReached(F1, Goal.MAXIMIZE, 0.5);
        Stop below = Stop.whenReached(F1, Goal.MINIMIZE, 0.5);

        assertThat(above.reason(status())).isEmpty();
        assertThat(above.reason(status(0.5))).contains("validation/f1 has reached 0.5");
        assertThat(above.reason(status(0.6, 0.4))).isEmpty();
        assertThat(below.reason(status(0.4))).contains("validation/f1 has reached 0.5");
        assertThat(below.reason(status(0.6))).isEmpty();
        assertThat(above.reason(status(NAN))).isEmpty();
        assertThat(below.reason(status(NAN))).isEmpty();
    }

    @Test
    void theBestFigureIsTheLargestWhereThatIsTheGoal() {
        Stop stop = Stop.whenNotImproving(F1, Goal.MAXIMIZE, 2);

        assertThat(stop.reason(status())).isEmpty();
        assertThat(stop.reason(status(0.3, 0.2))).isEmpty();
        assertThat(stop.reason(status(0.1, 0.2, 0.3))).isEmpty();
        assertThat(stop.reason(status(0.3, 0.2, 0.3)))
                .contains("validation/f1 did not improve for 2 validations");
        assertThat(stop.reason(status(0.3, NAN, NAN))).isPresent();
        assertThat(stop.reason(status(NAN, 0.1, 0.1))).isEmpty();
        // Smaller is better unless it is said.
        assertThat(Stop.whenNotImproving(F1, 2).reason(status(0.1, 0.2, 0.3))).isPresent();
    }

    @Test
    void aFigureThatGrowsBeyondAMultipleOfTheBestDiverges() {
        Stop stop = Stop.whenDiverging(F1, 2);

        assertThat(stop.reason(status())).isEmpty();
        assertThat(stop.reason(status(3))).isEmpty();
        assertThat(stop.reason(status(0.5, 1))).isEmpty();
        assertThat(stop.reason(status(4, 0.5, 1.25)))
                .contains("validation/f1 diverges: it is 1.25, more than 2.0 times the best, 0.5");
        assertThat(stop.reason(status(0.5, NAN))).contains("validation/f1 diverges: it is NaN");
        assertThat(stop.reason(status(Double.POSITIVE_INFINITY)))
                .contains("validation/f1 diverges: it is Infinity");
        // Of 0 there are no multiples.
        assertThat(stop.reason(status(0, 3))).isEmpty();
        assertThat(stop.reason(status(0, 1, 3))).isPresent();
    }

    @Test
    void aMetricThatIsNotThereIsNamed() {
        for (Stop stop :
                List.of(
                        Stop.whenReached("validation/f2", Goal.MAXIMIZE, 1),
                        Stop.whenNotImproving("validation/f2", Goal.MAXIMIZE, 1),
                        Stop.whenDiverging("validation/f2", 2))) {
            assertThatThrownBy(() -> stop.reason(status(0.5)))
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            failure ->
                                    assertThat(failure.code())
                                            .isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .hasMessage(
                            "A training is judged by 'validation/f2'; its validations give"
                                    + " [validation/f1].");
        }
        assertThatThrownBy(() -> Stop.whenDiverging(F1, 1))
                .hasMessage(
                        "A training is to be taken for diverging at 1.0 times the best"
                                + " validation/f1; accepted are factors above 1.");
    }
}
