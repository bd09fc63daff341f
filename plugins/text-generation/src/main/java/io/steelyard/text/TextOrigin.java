package io.steelyard.text;

/**
 * The place in a file that a character of a {@link TextCorpus} was read from.
 *
 * @param name the file, or the name that was given with the text
 * @param line the line in that file, from 1
 * @param column the Unicode character within the line, from 1
 * @param byteOffset the offset in the file in bytes, from 0, a byte-order mark included
 */
public record TextOrigin(String name, int line, int column, long byteOffset) {
    /** As error messages say it: {@code notes.txt, line 2, column 5 (byte 17)}. */
    @Override
    public String toString() {
        return name + ", line " + line + ", column " + column + " (byte " + byteOffset + ")";
    }
}
