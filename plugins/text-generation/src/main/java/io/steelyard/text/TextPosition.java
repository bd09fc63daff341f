package io.steelyard.text;

import java.util.Objects;

/**
 * A place in a text.
 *
 * @param index the offset in the string, in UTF-16 units, from 0
 * @param line the line, from 1; lines end with {@code \n}
 * @param column the Unicode character within the line, from 1
 */
public record TextPosition(int index, int line, int column) {
    /** The position of an index of the text, {@code 0 <= index <= text.length()}. */
    public static TextPosition of(String text, int index) {
        Objects.checkIndex(index, text.length() + 1);
        int line = 1;
        int lineStart = 0;
        for (int end = text.indexOf('\n'); end >= 0 && end < index; ) {
            line++;
            lineStart = end + 1;
            end = text.indexOf('\n', lineStart);
        }
        return new TextPosition(index, line, text.codePointCount(lineStart, index) + 1);
    }

    /** As error messages say it: {@code index 17 (line 2, column 5)}. */
    @Override
    public String toString() {
        return "index " + index + " (line " + line + ", column " + column + ")";
    }
}
