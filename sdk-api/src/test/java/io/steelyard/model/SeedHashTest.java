package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Set;

final class SeedHashTest {
    /** From the two published algorithms in arbitrary-precision integers of another language. */
    @ParameterizedTest
    @CsvSource({
        "0, '', 1343cb60f2520258",
        "0, initialize weight, 5d7b86c66f50ce2d",
        "42, draw 1 transformer.h.0, cbd12d7dd9a85171",
        "-1, é, fe2b1b5c13b00eda",
    })
    void knownAnswers(long seed, String text, String hash) {
        assertThat(SeedHash.fold(seed, text)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @Test
    void neighboursAreFarApart() {
        Set<Long> hashes = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            for (int i = 0; i < 100; i++) {
                hashes.add(SeedHash.fold(seed, "epoch " + i));
            }
        }
        assertThat(hashes).hasSize(10_000);
    }
}
