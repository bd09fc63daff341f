package io.steelyard.text;

import java.util.List;
import java.util.function.Consumer;

/**
 * Hands the text of tokens on in pieces of whole characters, up to the first stop text. What may be
 * the beginning of one is held back until it is clear. Not safe for use from several threads.
 */
final class PieceStream {
    private final List<String> stops;
    private final Consumer<String> pieces;
    private final Utf8Stream characters = new Utf8Stream();
    private String heldBack = "";

    PieceStream(List<String> stops, Consumer<String> pieces) {
        this.stops = stops;
        this.pieces = pieces;
    }

    /** Takes the bytes of a token. Returns whether a stop text came, which ends the stream. */
    boolean append(byte[] bytes) {
        return append(characters.append(bytes));
    }

    /** Hands on what was held back. */
    void finish() {
        if (!append(characters.finish())) {
            emit(heldBack);
        }
        heldBack = "";
    }

    private boolean append(String text) {
        String pending = heldBack + text;
        int end = -1;
        for (String stop : stops) {
            int at = pending.indexOf(stop);
            if (at >= 0 && (end < 0 || at < end)) {
                end = at;
            }
        }
        int ready = end >= 0 ? end : pending.length() - possibleStop(pending);
        emit(pending.substring(0, ready));
        heldBack = end >= 0 ? "" : pending.substring(ready);
        return end >= 0;
    }

    /** The length of the longest end of the text that begins a stop text. */
    private int possibleStop(String text) {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length());
                    length > longest;
                    length--) {
                if (text.regionMatches(text.length() - length, stop, 0, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private void emit(String piece) {
        if (!piece.isEmpty()) {
            pieces.accept(piece);
        }
    }
}
