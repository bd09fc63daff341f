package io.steelyard.text.tokenizer;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.text.TextPosition;

import java.util.Locale;

/** What tokenizers ask of a text and say about its characters. */
final class UnicodeText {
    private UnicodeText() {}

    /**
     * Refuses half a surrogate pair: it has no UTF-8 form, so encoding it would quietly replace it.
     */
    static void requireWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean paired =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        ("The text holds half of a surrogate pair, %s, at %s; it is no Unicode"
                             + " character. Cut texts between characters, not within one.")
                                .formatted(codePoint(c), TextPosition.of(text, i)));
            }
            i++;
        }
    }

    /** The number of a character as Unicode writes it: {@code U+00E9}. */
    static String codePoint(int character) {
        return String.format(Locale.ROOT, "U+%04X", character);
    }

    /** A character for an error message: {@code 'é' (U+00E9)}, or the number alone. */
    static String describe(int character) {
        boolean printable =
                switch (Character.getType(character)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR ->
                            false;
                    default -> true;
                };
        String number = codePoint(character);
        return printable ? "'" + Character.toString(character) + "' (" + number + ")" : number;
    }
}
