package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.composite.RandomKey;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class ScopeTest {
    private final Recording recording = new Recording("f", Mode.TRAINING, 11);
    private final Scope root = recording.root();

    @Test
    void pathsJoinTheNamesOfParts() {
        Scope block = root.child("transformer").child("h.0");
        block.parameter("weight", Shape.of(2, 3), Initializers.zeros());
        root.state("average", TensorType.of(DType.F32, 3), Initializers.zeros());
        block.cache("key", TensorType.of(DType.F32, 4));
        recording.slots("a.b").state("exp_avg", TensorType.of(DType.F32), Initializers.zeros());
        Tensor step = block.step();
        root.child("attention").tap("scores", step);

        assertThat(block.path()).isEqualTo("transformer.h.0");
        assertThat(root.path()).isEmpty();
        assertThat(recording.variables().stream().map(v -> v.path() + " " + v.kind()))
                .containsExactly(
                        "transformer.h.0.weight PARAMETER",
                        "average BUFFER",
                        "transformer.h.0.key CACHE",
                        "optimizer.a.b.exp_avg TRAINING",
                        "trainer.step TRAINING");
        assertThat(recording.taps()).containsOnlyKeys("attention.scores");
        assertThat(root.training()).isTrue();
        assertThat(new Recording("g", Mode.INFERENCE, 0).root().training()).isFalse();
    }

    @Test
    void theSamePathIsTheSameParameter() {
        Tensor first = root.child("wte").parameter("weight", Shape.of(2), Initializers.zeros());
        Tensor again = root.parameter("wte.weight", Shape.of(2), Initializers.ones());

        assertThat(again).isEqualTo(first);
        assertThat(recording.variables()).hasSize(1);
    }

    @Test
    void aPathThatMeansTwoThingsIsRefused() {
        root.parameter("weight", Shape.of(2), Initializers.zeros());

        refuses(
                () -> root.parameter("weight", Shape.of(3), Initializers.zeros()),
                "'weight' is a parameter of type f32[2] and is declared again as a parameter of"
                    + " type f32[3]; one path names one tensor, so give one of them another name.");
        refuses(
                () -> root.state("weight", TensorType.of(DType.F32, 2), Initializers.zeros()),
                "'weight' is a parameter of type f32[2] and is declared again as a buffer of type"
                        + " f32[2]; one path names one tensor, so give one of them another name.");
    }

    @Test
    void anUpdateIsReadAgain() {
        TensorType type = TensorType.of(DType.F32);
        Tensor before = root.state("count", type, Initializers.zeros());
        root.update("count", before.add(1));
        Tensor after = root.state("count", type, Initializers.zeros());
        assertThat(after).isNotEqualTo(before);
        Map<String, NdArray> state = Map.of("count", NdArray.scalar(4f));
        var function = recording.finish(Map.of("after", after));

        assertThat(OracleRun.of(function, state, List.of()).getFirst()).containsExactly(5);
        assertThat(OracleRun.writes(function, state, List.of()).get("count").item()).isEqualTo(5);
    }

    @Test
    void anUpdateOfWhatIsNotThereIsRefused() {
        Tensor scalar = recording.recorder().constant(DType.F32, 1);
        refuses(
                () -> root.update("count", scalar),
                "'count' is to be replaced by f32[]; it is not declared in this function.");
        root.state("count", TensorType.of(DType.F32, 2), Initializers.zeros());
        refuses(
                () -> root.update("count", scalar),
                "'count' is to be replaced by f32[]; it is a buffer of type f32[2].");
    }

    @Test
    void errorsInALayerNameItsPath() {
        Tensor input = recording.recorder().constant(NdArray.of(new float[6], 2, 3));
        Scope block = root.child("block");
        refuses(
                () -> block.apply("bad", (scope, x) -> x.reshape(5), input),
                "reshape",
                "In scope 'block.bad'.");
        assertThat(recording.recorder().scope()).isEmpty();
    }

    @Test
    void initialValuesFollowFromSeedAndPathAlone() {
        Map<String, NdArray> small = initialValues(3, "a", "b");
        Map<String, NdArray> large = initialValues(3, "x", "b", "c", "a");

        assertThat(initialValues(3, "a", "b").get("a.weight").bitEquals(small.get("a.weight")))
                .isTrue();
        assertThat(large.get("a.weight").bitEquals(small.get("a.weight"))).isTrue();
        assertThat(large.get("b.weight").bitEquals(small.get("b.weight"))).isTrue();
        assertThat(small.get("a.weight").bitEquals(small.get("b.weight"))).isFalse();
        assertThat(initialValues(4, "a").get("a.weight").bitEquals(small.get("a.weight")))
                .isFalse();
    }

    private static Map<String, NdArray> initialValues(long seed, String... layers) {
        Recording recording = new Recording("model", Mode.TRAINING, seed);
        Tensor x = recording.recorder().constant(NdArray.of(new float[4], 1, 4));
        for (String layer : layers) {
            x = recording.root().apply(layer, new Dense(4), x);
        }
        return OracleRun.writes(
                Recording.initialization(recording.variables(), seed), Map.of(), List.of());
    }

    @Test
    void anInitializerOfAnotherTypeIsRefused() {
        root.parameter(
                "weight",
                Shape.of(2),
                (random, type) -> random.key().recorder().constant(type.dtype(), 0));
        refuses(
                () -> Recording.initialization(recording.variables(), 0),
                "The initializer of 'weight' gives f32[]; expected is f32[2].");
    }

    @Test
    void randomStreamsDifferByPathDrawAndStepAndSeed() {
        Set<String> streams = new HashSet<>();
        for (long seed = 0; seed < 2; seed++) {
            for (int step = 0; step < 3; step++) {
                streams.addAll(draws(seed, step, Mode.TRAINING, "a", "a", "b").values());
            }
        }
        assertThat(streams).hasSize(18);
    }

    @Test
    void anotherLayerChangesNoDraw() {
        assertThat(draws(5, 2, Mode.TRAINING, "x", "b", "a", "a"))
                .containsAllEntriesOf(draws(5, 2, Mode.TRAINING, "a", "a", "b"));
    }

    @Test
    void outsideTrainingEachRunDrawsTheSame() {
        assertThat(draws(5, 2, Mode.INFERENCE, "a")).isEqualTo(draws(5, 3, Mode.INFERENCE, "a"));
    }

    /** Key and stream of each draw, by scope and number of the draw there. */
    private static Map<String, String> draws(long seed, int step, Mode mode, String... scopes) {
        Recording recording = new Recording("draws", mode, seed);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String scope : scopes) {
            RandomKey random = recording.root().child(scope).random();
            String name = scope + counts.merge(scope, 1, Integer::sum);
            outputs.put(name, random.key().concat(0, random.stream()));
        }
        List<double[]> values =
                OracleRun.of(
                        recording.finish(outputs),
                        Map.of(Recording.STEP, NdArray.scalar(step)),
                        List.of());
        Map<String, String> draws = new LinkedHashMap<>();
        outputs.keySet()
                .forEach(name -> draws.put(name, Arrays.toString(values.get(draws.size()))));
        return draws;
    }

    private static void refuses(Runnable action, String... parts) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_PROGRAM))
                .hasMessageContainingAll(parts);
    }
}
