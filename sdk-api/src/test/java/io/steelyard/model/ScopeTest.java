package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ScopeTest {
    private static final Initializer ZEROS =
            (random, type) ->
                    random.key().recorder().constant(type.dtype(), 0).broadcastTo(type.shape());

    @Test
    void weightsAreStoredAsAskedAndReadAsF32() {
        Recording recording = new Recording("test", Mode.INFERENCE, 1);
        Scope scope = recording.root().withWeightsIn(DType.BF16).child("layer");
        Tensor weight = scope.parameter("weight", Shape.of(3, 4), ZEROS);
        Tensor bias = scope.parameter("bias", Shape.of(4), ZEROS);
        assertThat(List.of(weight.dtype(), bias.dtype())).containsOnly(DType.F32);
        assertThat(recording.variables())
                .extracting(variable -> variable.path() + " " + variable.type())
                .containsExactly("layer.weight bf16[3,4]", "layer.bias f32[4]");
        // Their first contents are of the types that they are stored as.
        assertThat(Recording.initialization(recording.variables(), 1).writes())
                .extracting(write -> write.value().type().dtype())
                .containsExactly(DType.BF16, DType.F32);
    }

    @Test
    void aTrainingKeepsItsWeightsInF32() {
        Scope scope = new Recording("test", Mode.TRAINING, 1).root();
        assertThatThrownBy(() -> scope.withWeightsIn(DType.BF16))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "A training cannot store its weights as bf16, in which its updates would be"
                                + " lost; train in f32, and load the model in another dtype.");
    }
}
