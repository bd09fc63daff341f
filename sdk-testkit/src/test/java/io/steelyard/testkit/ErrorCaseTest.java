package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Printer;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What does not fit is refused where it is recorded, with the constraint that it breaks. */
final class ErrorCaseTest {
    @TestFactory
    Stream<DynamicTest> misfitsAreRefused() {
        return ErrorCase.all().stream()
                .map(
                        misfit ->
                                DynamicTest.dynamicTest(
                                        OpCase.subject(misfit.op()) + " " + misfit.operands(),
                                        () -> check(misfit)));
    }

    private static void check(ErrorCase misfit) {
        Recorder recorder = new Recorder("misfit");
        List<Tensor> operands = new ArrayList<>();
        misfit.operands()
                .forEach(type -> operands.add(recorder.input("x" + operands.size(), type)));
        SteelyardException problem =
                catchThrowableOfType(
                        SteelyardException.class, () -> recorder.applyAll(misfit.op(), operands));
        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_PROGRAM);
        String name = Printer.name(misfit.op());
        assertThat(problem.getMessage())
                .startsWith(misfit.label().isEmpty() ? name : name + " (" + misfit.label() + "): ");
        assertThat(recorder.nodes()).isEmpty();
    }
}
