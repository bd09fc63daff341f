package io.steelyard.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

final class PeerOptionsTest {
    @Test
    void comparesEverythingUnlessTold() {
        PeerOptions options = PeerOptions.parse();
        assertThat(options.trainings()).isEqualTo(PeerTrainings.NAMES);
        assertThat(options.contestants()).containsExactly("reference", "djl", "script");
        assertThat(options.threads()).isEqualTo(2);
        assertThat(options.data()).isEmpty();
    }

    @Test
    void readsWhatIsGiven() {
        PeerOptions options =
                PeerOptions.parse(
                        "lstm",
                        "--threads",
                        "1",
                        "--data",
                        "d",
                        "--steps",
                        "3",
                        "--memory",
                        "--contestants",
                        "reference,tensorflow");
        assertThat(options.trainings()).containsExactly("lstm");
        assertThat(options.contestants()).containsExactly("reference", "tensorflow");
        assertThat(options.data()).contains(Path.of("d"));
        assertThat(options.steps("lstm")).isEqualTo(3);
        assertThat(options.memory()).isTrue();
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> PeerOptions.parse("chars"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'chars' is not understood.\n")
                .hasMessageContaining("--contestants");
    }
}
