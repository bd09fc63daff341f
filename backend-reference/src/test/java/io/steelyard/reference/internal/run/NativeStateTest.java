package io.steelyard.reference.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.program.Function;
import io.steelyard.program.Recorder;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

final class NativeStateTest {
    private static final TensorType TYPE = TensorType.of(DType.F32, 2);
    private static final StateSpec OWN = new StateSpec(Map.of("cache", TYPE));

    private final NativeState shared = new NativeState(new StateSpec(Map.of("weight", TYPE)));
    private final NativeState one = NativeState.over(shared, OWN);
    private final NativeState two = NativeState.over(shared, OWN);

    @AfterEach
    void close() {
        List.of(one, two, shared).forEach(NativeState::close);
    }

    /** A lock that were not shared would keep the other thread, and with it this one, for good. */
    @Test
    @Timeout(20)
    void aRunThatWritesItsOwnEntriesKeepsNobodyFromTheOtherStates() throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            one.lock(true);
            try {
                NdArray weight =
                        thread.submit(
                                        () -> {
                                            two.write("cache", NdArray.of(new float[] {1, 2}, 2));
                                            return shared.read("weight");
                                        })
                                .get();
                assertThat(weight.toFloatArray()).containsExactly(0, 0);
            } finally {
                one.unlock(true); // before the thread is waited for, which may want it
            }
        }
    }

    @Test
    void theSentencesSayWhatToDo() {
        NdArray content = NdArray.of(new float[] {1, 2}, 2);
        assertThatThrownBy(() -> NativeState.over(one, OWN))
                .hasMessage(
                        "State entry 'cache' is asked for and is an entry of the shared state"
                                + " already; a name belongs to one of the two, so leave it out or"
                                + " rename it.");
        assertThatThrownBy(() -> one.write("weight", content))
                .hasMessage(
                        "State entry 'weight' is shared and cannot be written here; write it to the"
                                + " state that owns it.");
        assertThatThrownBy(() -> one.requireFits(step()))
                .hasMessage(
                        "Function 'step' writes state entry 'weight', which the given state shares"
                                + " and does not own; run it on the state that owns the entry.");
        shared.close();
        assertThatThrownBy(() -> one.read("cache"))
                .hasMessage(
                        "The state that this one lies over was closed; keep it open as long as this"
                                + " one is used.");
    }

    /** A function that writes both entries. */
    private static Function step() {
        Recorder recorder = new Recorder("step");
        recorder.write("cache", recorder.state("cache", TYPE));
        recorder.write("weight", recorder.state("weight", TYPE));
        return recorder.finish(Map.of());
    }
}
