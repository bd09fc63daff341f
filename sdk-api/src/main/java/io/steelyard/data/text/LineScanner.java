package io.steelyard.data.text;

/** Finds the lines that have more than blanks. A line ends with CR, LF or both. */
final class LineScanner implements RowScanner {
    private long line = 1;
    private long lineStart = -1;
    private boolean hasText;
    private boolean afterReturn;

    @Override
    public void scan(byte[] bytes, int from, int to, long offset, RowStarts starts) {
        if (lineStart < 0) {
            lineStart = offset;
        }
        for (int i = from; i < to; i++) {
            byte at = bytes[i];
            if (at == '\n' || at == '\r') {
                if (!(at == '\n' && afterReturn)) {
                    line++;
                }
                lineStart = offset + (i - from) + 1;
                hasText = false;
            } else if (!hasText && !isBlank(at)) {
                hasText = true;
                starts.add(lineStart, line);
            }
            afterReturn = at == '\r';
        }
    }

    @Override
    public void end(RowStarts starts) {}

    /** Whether a line has nothing else. */
    static boolean isBlank(int at) {
        return at == ' ' || at == '\t';
    }
}
