package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class PieceStreamTest {
    private final List<String> pieces = new ArrayList<>();

    private boolean feed(PieceStream stream, String text) {
        return stream.append(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void handsOnWhatCannotBeAStopText() {
        PieceStream stream = new PieceStream(List.of("END", "\n\n"), pieces::add);
        assertThat(feed(stream, "a")).isFalse();
        assertThat(feed(stream, "bE")).isFalse();
        assertThat(pieces).containsExactly("a", "b");
        assertThat(feed(stream, "N")).isFalse();
        assertThat(feed(stream, "E")).isFalse();
        assertThat(pieces).containsExactly("a", "b", "EN");
        assertThat(feed(stream, "NDx")).isTrue();
        assertThat(String.join("", pieces)).isEqualTo("abEN");
    }

    @Test
    void endsBeforeTheEarliestStopText() {
        PieceStream stream = new PieceStream(List.of("cd", "bc"), pieces::add);
        assertThat(feed(stream, "abcd")).isTrue();
        assertThat(pieces).containsExactly("a");
    }

    @Test
    void handsOnWhatWasHeldBackAtTheEnd() {
        PieceStream stream = new PieceStream(List.of("stop"), pieces::add);
        assertThat(feed(stream, "do not sto")).isFalse();
        stream.finish();
        assertThat(pieces).containsExactly("do not ", "sto");
    }

    @Test
    void piecesAreWholeCharacters() {
        PieceStream stream = new PieceStream(List.of(), pieces::add);
        byte[] snowman = "☃".getBytes(StandardCharsets.UTF_8);
        stream.append(new byte[] {snowman[0]});
        stream.append(new byte[] {snowman[1]});
        assertThat(pieces).isEmpty();
        stream.append(new byte[] {snowman[2], snowman[0]});
        stream.finish();
        assertThat(pieces).containsExactly("☃", "�");
    }
}
