package io.steelyard.classification.tokenizer;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Cuts a text into words and punctuation as Hugging Face's {@code BertNormalizer} (with {@code
 * clean_text} and {@code handle_chinese_chars}, without {@code strip_accents}) and {@code
 * BertPreTokenizer} do, which follow Google's {@code BasicTokenizer} of BERT: control characters
 * and U+FFFD vanish, white space separates, and each punctuation mark and each Chinese character is
 * a word of its own.
 *
 * @param lowercase whether each character is lower-cased
 */
record WordSplitter(boolean lowercase) {
    void split(String text, Consumer<String> words) {
        StringBuilder word = new StringBuilder();
        text.codePoints()
                .filter(character -> !vanishes(character))
                .forEach(
                        character -> {
                            if (isSpace(character)) {
                                flush(word, words);
                            } else if (standsAlone(character)) {
                                flush(word, words);
                                append(word, character);
                                flush(word, words);
                            } else {
                                append(word, character);
                            }
                        });
        flush(word, words);
    }

    private void append(StringBuilder word, int character) {
        if (lowercase) {
            // One character at a time, so that no rule looks at its neighbours.
            word.append(Character.toString(character).toLowerCase(Locale.ROOT));
        } else {
            word.appendCodePoint(character);
        }
    }

    private static void flush(StringBuilder word, Consumer<String> words) {
        if (!word.isEmpty()) {
            words.accept(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isSpace(int character) {
        return isLayout(character) || Character.isSpaceChar(character);
    }

    private static boolean isLayout(int character) {
        return character == '\t' || character == '\n' || character == '\r';
    }

    private static boolean vanishes(int character) {
        if (isLayout(character)) {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            default -> character == 0xfffd;
        };
    }

    private static boolean standsAlone(int character) {
        return isPunctuation(character) || isChinese(character);
    }

    /** Unicode's punctuation, and the signs of ASCII that are no letters, digits or spaces. */
    private static boolean isPunctuation(int character) {
        if (character < 0x80) {
            return character > ' ' && character < 0x7f && !Character.isLetterOrDigit(character);
        }
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                    true;
            default -> false;
        };
    }

    /**
     * The blocks of unified and compatibility ideographs as {@code BertNormalizer} names them: the
     * last but two begins at 2B920 there, at 2B820 in {@code BasicTokenizer}.
     */
    private static boolean isChinese(int character) {
        return in(character, 0x4e00, 0x9fff)
                || in(character, 0x3400, 0x4dbf)
                || in(character, 0x20000, 0x2a6df)
                || in(character, 0x2a700, 0x2b73f)
                || in(character, 0x2b740, 0x2b81f)
                || in(character, 0x2b920, 0x2ceaf)
                || in(character, 0xf900, 0xfaff)
                || in(character, 0x2f800, 0x2fa1f);
    }

    private static boolean in(int character, int first, int last) {
        return character >= first && character <= last;
    }
}
