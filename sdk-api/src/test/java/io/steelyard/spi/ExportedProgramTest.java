package io.steelyard.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.Map;

final class ExportedProgramTest {
    private static final NdArray TWO = NdArray.of(new float[] {1, 2}, 2);

    @Test
    void keepsTheStateThatIsReadAndNoOther() {
        Recorder recorder = new Recorder("f");
        Tensor weight = recorder.state("weight", TensorType.of(DType.F32, 2));
        Function function = recorder.finish(Map.of("y", weight.neg()));

        assertThat(new ExportedProgram(function, Map.of("weight", TWO, "other", TWO)).state())
                .containsOnlyKeys("weight");
    }

    @Test
    void refusesStateThatIsMissingOrOfAnotherType() {
        Recorder recorder = new Recorder("f");
        Tensor weight = recorder.state("weight", TensorType.of(DType.F32, 3));
        Function function = recorder.finish(Map.of("y", weight.neg()));

        refuses(
                function,
                Map.of(),
                "Function 'f' reads the state 'weight' of f32[3], and what was given is nothing.");
        refuses(
                function,
                Map.of("weight", TWO),
                "Function 'f' reads the state 'weight' of f32[3], and what was given is f32[2].");
    }

    @Test
    void refusesAFunctionThatWrites() {
        Recorder recorder = new Recorder("f");
        Tensor weight = recorder.state("weight", TensorType.of(DType.F32, 2));
        recorder.write("weight", weight.neg());
        Function function = recorder.finish(Map.of("y", weight));

        refuses(
                function,
                Map.of("weight", TWO),
                "Function 'f' writes the state 'weight'; accepted for an export are functions that"
                        + " only read theirs.");
    }

    private static void refuses(Function function, Map<String, NdArray> state, String sentence) {
        assertThatThrownBy(() -> new ExportedProgram(function, state))
                .hasMessage(sentence)
                .extracting(failure -> ((SteelyardException) failure).code())
                .isEqualTo(ErrorCode.INVALID_PROGRAM);
    }
}
