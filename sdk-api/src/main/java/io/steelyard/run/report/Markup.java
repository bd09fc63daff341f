package io.steelyard.run.report;

/**
 * Puts markup together that is HTML and well-formed XML at once. Text and values of attributes are
 * escaped; names are not, and come from this package alone.
 */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    /** Opens an element; attributes are names and values in turn. */
    Markup open(String element, Object... attributes) {
        start(element, attributes);
        out.append('>');
        return this;
    }

    /** An element without content. */
    Markup empty(String element, Object... attributes) {
        start(element, attributes);
        out.append("/>");
        return this;
    }

    /** An element with text alone. */
    Markup element(String element, String text, Object... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    Markup close(String element) {
        out.append("</").append(element).append('>');
        return this;
    }

    Markup text(String text) {
        text.codePoints().forEach(this::escaped);
        return this;
    }

    /** Ends a line of the file. */
    Markup line() {
        out.append('\n');
        return this;
    }

    /** What is markup already. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    private void start(String element, Object... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            text(attributes[i + 1].toString());
            out.append('"');
        }
    }

    private void escaped(int character) {
        switch (character) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            default -> out.appendCodePoint(isText(character) ? character : 0xfffd);
        }
    }

    /** Whether XML 1.0 has the character (production 2): no control, no half of a pair. */
    private static boolean isText(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= 0x20 && character < 0xd800)
                || (character > 0xdfff && character != 0xfffe && character != 0xffff);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
