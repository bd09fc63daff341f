package io.steelyard.data.text;

import java.text.Normalizer;

/** One step of the cleaning of text. */
public enum TextStep {
    /** Control characters other than tabs and line ends, and byte order marks, are taken out. */
    CONTROLS {
        @Override
        String apply(String text) {
            StringBuilder kept = new StringBuilder(text.length());
            text.codePoints().filter(each -> !isControl(each)).forEach(kept::appendCodePoint);
            return kept.toString();
        }
    },
    /**
     * Normalization form C of Unicode Standard Annex 15: one code point for a letter with its
     * accent, where there is one.
     */
    NORMALIZE {
        @Override
        String apply(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFC);
        }
    },
    /** White space at both ends is taken out, and a single space takes the place of others. */
    WHITESPACE {
        @Override
        String apply(String text) {
            StringBuilder joined = new StringBuilder(text.length());
            boolean space = false;
            for (int i = 0; i < text.length(); i++) {
                char at = text.charAt(i);
                if (Character.isWhitespace(at) || Character.isSpaceChar(at)) {
                    space = true;
                } else {
                    if (space && !joined.isEmpty()) {
                        joined.append(' ');
                    }
                    space = false;
                    joined.append(at);
                }
            }
            return joined.toString();
        }
    };

    private static boolean isControl(int codePoint) {
        boolean white = codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
        return codePoint == 0xfeff || (Character.getType(codePoint) == Character.CONTROL && !white);
    }

    abstract String apply(String text);
}
