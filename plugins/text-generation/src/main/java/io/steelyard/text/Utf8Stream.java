package io.steelyard.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the bytes of tokens, as they are generated, into complete characters: the bytes of a
 * character that a token leaves unfinished are held back until the rest arrives. Bytes that are no
 * UTF-8 become U+FFFD, so that the concatenation of everything returned equals {@code new
 * String(bytes, UTF_8)} of everything given. Not safe for use from many threads.
 */
public final class Utf8Stream {
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] heldBack = new byte[0];

    /** The characters that are complete with these bytes; often empty within a character. */
    public String append(byte[] bytes) {
        byte[] pending = Arrays.copyOf(heldBack, heldBack.length + bytes.length);
        System.arraycopy(bytes, 0, pending, heldBack.length, bytes.length);
        ByteBuffer in = ByteBuffer.wrap(pending);
        CharBuffer out = CharBuffer.allocate(pending.length);
        decoder.reset().decode(in, out, false);
        heldBack = Arrays.copyOfRange(pending, in.position(), pending.length);
        return out.flip().toString();
    }

    /** U+FFFD for a character that never became complete, else nothing. Ends the text. */
    public String finish() {
        String rest = new String(heldBack, StandardCharsets.UTF_8);
        heldBack = new byte[0];
        return rest;
    }
}
