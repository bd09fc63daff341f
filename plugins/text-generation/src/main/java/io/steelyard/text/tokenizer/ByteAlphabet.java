package io.steelyard.text.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * GPT-2's spelling of bytes as printable characters ({@code bytes_to_unicode}; Radford et al. 2019,
 * "Language Models are Unsupervised Multitask Learners"): the printable characters of Latin-1 stand
 * for themselves and the other 68 bytes, in order, for U+0100 and up, so that a space is {@code Ġ}.
 */
final class ByteAlphabet {
    private static final char[] CHARACTER_OF = new char[256];
    private static final short[] BYTE_OF = new short[0x144];

    static {
        Arrays.fill(BYTE_OF, (short) -1);
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean itself = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            CHARACTER_OF[b] = itself ? (char) b : next++;
            BYTE_OF[CHARACTER_OF[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The character that spells a byte, 0 to 255. */
    static char character(int b) {
        return CHARACTER_OF[b];
    }

    /**
     * The bytes that a token of the vocabulary spells. A token with a character that spells no byte
     * stands for itself, as in Hugging Face's byte-level decoder.
     */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) BYTE_OF[c];
        }
        return bytes;
    }
}
