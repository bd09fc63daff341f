package io.steelyard.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class ShapeTest {
    private final Shape shape = Shape.of(2, 3, 4);

    @Test
    void knowsItsAxesFromBothEnds() {
        assertThat(shape.rank()).isEqualTo(3);
        assertThat(shape.size(0)).isEqualTo(2);
        assertThat(shape.size(-1)).isEqualTo(4);
        assertThat(shape.axis(-3)).isZero();
        assertThat(shape.strides()).containsExactly(12, 4, 1);
        assertThat(shape.elements()).isEqualTo(24);
        assertThat(shape).hasToString("[2,3,4]").isEqualTo(Shape.of(2, 3, 4));
    }

    @Test
    void aScalarHasNoAxisAndOneElement() {
        assertThat(Shape.scalar()).isEqualTo(Shape.of()).hasToString("[]");
        assertThat(Shape.scalar().elements()).isEqualTo(1);
        assertThat(Shape.scalar().strides()).isEmpty();
    }

    @Test
    void isMadeAnewAndNeverChanged() {
        long[] sizes = {2, 3};
        Shape made = Shape.of(sizes);
        sizes[0] = 9;
        made.toArray()[1] = 9;

        assertThat(made).isEqualTo(Shape.of(2, 3));
        assertThat(made.with(-1, 7)).isEqualTo(Shape.of(2, 7));
        assertThat(made.concat(Shape.of(4))).isEqualTo(shape);
        assertThat(shape.slice(1, 3)).isEqualTo(Shape.of(3, 4));
        assertThat(shape.slice(2, 2)).isEqualTo(Shape.scalar());
        assertThat(made).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void anAxisOfSizeZeroEmptiesIt() {
        assertThat(Shape.of(5, 0, 3).elements()).isZero();
        assertThat(Shape.of(Long.MAX_VALUE, Long.MAX_VALUE, 0).elements()).isZero();
    }

    @Test
    void countingPastALongIsAnArithmeticError() {
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40).elements())
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> TensorType.of(DType.F32, 1L << 62).bytes())
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void saysWhatIsWrongWithASizeOrAnAxis() {
        refuses(() -> Shape.of(2, -1), "A shape has sizes of 0 or more; given was [2, -1].");
        refuses(
                () -> shape.size(3),
                "Axis 3 was asked of [2,3,4], which has 3 axes; accepted are -3 to 2.");
        refuses(
                () -> shape.with(-4, 1),
                "Axis -4 was asked of [2,3,4], which has 3 axes; accepted are -3 to 2.");
        refuses(
                () -> shape.slice(1, 4),
                "The axes from 1 to 4 were asked of [2,3,4], which has 3 axes; accepted are 0 <="
                        + " from <= to <= 3.");
    }

    private static void refuses(Runnable action, String sentence) {
        assertThatThrownBy(action::run)
                .hasMessage(sentence)
                .asInstanceOf(InstanceOfAssertFactories.type(SteelyardException.class))
                .extracting(SteelyardException::code)
                .isEqualTo(ErrorCode.INVALID_PROGRAM);
    }
}
