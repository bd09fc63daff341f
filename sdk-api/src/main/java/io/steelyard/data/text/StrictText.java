package io.steelyard.data.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** Decodes bytes and refuses those that are no text, instead of putting other characters there. */
final class StrictText {
    private static final int CONTEXT = 12;

    /** The ASCII characters are the same bytes in each of them. */
    private static final Set<Charset> USUAL =
            Set.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII);

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;

    private StrictText() {}

    /**
     * The text of bytes in [from, to).
     *
     * @param line of the file on which they begin
     * @throws SteelyardException {@code INVALID_FILE} naming file, line and column of the first
     *     byte that is no text, and what it might be
     */
    static String decode(Path file, Charset charset, byte[] bytes, int from, int to, long line) {
        if (USUAL.contains(charset) && isAscii(bytes, from, to)) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        CharsetDecoder decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer out =
                CharBuffer.allocate((int) Math.ceil((to - from) * decoder.maxCharsPerByte()));
        CoderResult result = decoder.decode(in, out, true);
        if (!result.isError()) {
            result = decoder.flush(out);
        }
        String text = out.flip().toString();
        if (result.isError()) {
            throw refusal(file, line, text, noText(charset, bytes, from, in.position(), to));
        }
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw refusal(
                    file,
                    line,
                    text.substring(0, zero),
                    "there is a zero, which no text has. The file is of another kind, or in"
                            + " UTF-16; save it as text in UTF-8.");
        }
        return text;
    }

    /** Throws as {@link #decode} does, which costs little where all bytes are ASCII. */
    static void check(Path file, Charset charset, byte[] bytes, int from, int to, long line) {
        if (!USUAL.contains(charset) || !isAscii(bytes, from, to)) {
            decode(file, charset, bytes, from, to, line);
        }
    }

    /** Whether all bytes are in [1, 127]. Looks at eight at once. */
    private static boolean isAscii(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            // Taking 1 from each sets the highest bit where the first zero is.
            if (((eight | (eight - ONES)) & HIGHEST_BITS) != 0) {
                return false;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] <= 0) {
                return false;
            }
        }
        return true;
    }

    private static String noText(Charset charset, byte[] bytes, int from, int at, int to) {
        String problem =
                String.format(
                        "the byte 0x%02X is no text in %s. ", bytes[at] & 0xff, charset.name());
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return problem + "Name the character set that the file is in; UTF-8 is the usual one.";
        }
        int begin = at;
        while (begin > from && begin > at - CONTEXT && bytes[begin - 1] >= ' ') {
            begin--;
        }
        int end = at + 1;
        while (end < to && end < at + CONTEXT && (bytes[end] & 0xff) >= ' ') {
            end++;
        }
        return problem
                + "Save the file as UTF-8, or name the character set that it is in; in ISO-8859-1"
                + " it would read '"
                + new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1)
                + "' here.";
    }

    /** Names the place behind a text that begins on a line. */
    private static SteelyardException refusal(Path file, long line, String before, String what) {
        long at = line;
        int lineStart = 0;
        for (int i = 0; i < before.length(); i++) {
            char c = before.charAt(i);
            boolean ends = c == '\r' || (c == '\n' && (i == 0 || before.charAt(i - 1) != '\r'));
            if (ends) {
                at++;
            }
            if (c == '\r' || c == '\n') {
                lineStart = i + 1;
            }
        }
        int column = before.codePointCount(lineStart, before.length()) + 1;
        return new SteelyardException(
                ErrorCode.INVALID_FILE, file + ", line " + at + ", column " + column + ": " + what);
    }
}
