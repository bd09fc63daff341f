package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

final class Utf8StreamTest {
    @Test
    void holdsBackAnUnfinishedCharacter() {
        byte[] llama = "🦙".getBytes(StandardCharsets.UTF_8);
        Utf8Stream stream = new Utf8Stream();
        assertThat(stream.append(new byte[] {'a', llama[0], llama[1]})).isEqualTo("a");
        assertThat(stream.append(new byte[] {llama[2]})).isEmpty();
        assertThat(stream.append(new byte[] {llama[3], 'b'})).isEqualTo("🦙b");
        assertThat(stream.finish()).isEmpty();
    }

    @Test
    void replacesWhatNeverBecomesACharacter() {
        Utf8Stream stream = new Utf8Stream();
        assertThat(stream.append(new byte[] {'a', (byte) 0xFF, 'b', (byte) 0xE2}))
                .isEqualTo("a\uFFFDb");
        assertThat(stream.finish()).isEqualTo("\uFFFD");
    }

    @RepeatedTest(20)
    void equalsDecodingAtOnceHoweverTheBytesAreCut(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        byte[] bytes = new byte[400];
        random.nextBytes(bytes);
        byte[] text = "aé漢🦙\u0301".repeat(40).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, bytes, 100, 200);
        Utf8Stream stream = new Utf8Stream();
        StringBuilder streamed = new StringBuilder();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(5));
            streamed.append(stream.append(Arrays.copyOfRange(bytes, at, end)));
            at = end;
        }
        streamed.append(stream.finish());
        assertThat(streamed).hasToString(new String(bytes, StandardCharsets.UTF_8));
    }
}
