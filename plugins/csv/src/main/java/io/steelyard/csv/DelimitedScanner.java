package io.steelyard.csv;

import io.steelyard.data.text.RowScanner;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.nio.file.Path;

/**
 * Finds the rows of a file with delimiters, and refuses one that is not whole. A row ends with CR,
 * LF or both; lines without a character are passed over.
 */
final class DelimitedScanner implements RowScanner {
    /** Stands for no quote, as no byte equals it. */
    private static final int NONE = -1;

    private enum State {
        /** Before the first byte of a row. */
        LINE_START,
        /** Before the first byte of a value behind a delimiter. */
        VALUE_START,
        /** In a value without quotes. */
        PLAIN,
        /** Behind an opening quote. */
        QUOTED,
        /** Behind a quote in a quoted value, which closes it or is the first of two. */
        QUOTE_IN_QUOTED
    }

    private final Path file;
    private final int delimiter;
    private final int quote;

    private State state = State.LINE_START;
    private long line = 1;
    private boolean afterReturn;
    private long rowLine;
    private long quoteLine;
    private int values;

    /** The number of values of the first row; 0 before it has ended. */
    private int expected;

    DelimitedScanner(Path file, char delimiter, boolean quotes) {
        this.file = file;
        this.delimiter = delimiter;
        this.quote = quotes ? '"' : NONE;
    }

    @Override
    public void scan(byte[] bytes, int from, int to, long offset, RowStarts starts) {
        for (int i = next(bytes, from, to); i < to; i = next(bytes, i + 1, to)) {
            int at = bytes[i];
            boolean lineEnd = at == '\n' || at == '\r';
            boolean second = at == '\n' && afterReturn;
            afterReturn = at == '\r';
            if (lineEnd && !second) {
                line++;
            }
            if (state == State.LINE_START) {
                if (lineEnd) {
                    continue;
                }
                rowLine = line;
                values = 1;
                starts.add(offset + (i - from), line);
            }
            step(at, lineEnd);
        }
    }

    /** The first byte that ends a value or a line, or can be a quote; most are none of these. */
    private int next(byte[] bytes, int from, int to) {
        if (state != State.PLAIN && state != State.QUOTED) {
            return from;
        }
        int end = state == State.PLAIN ? delimiter : quote;
        int i = from;
        while (i < to && bytes[i] != end && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        afterReturn &= i == from;
        return i;
    }

    private void step(int at, boolean lineEnd) {
        if (state == State.QUOTED) {
            if (at == quote) {
                state = State.QUOTE_IN_QUOTED;
            }
        } else if (lineEnd) {
            endRow();
        } else if (at == delimiter) {
            values++;
            state = State.VALUE_START;
        } else if (state == State.PLAIN) {
            return;
        } else if (state == State.QUOTE_IN_QUOTED) {
            if (at != quote) {
                throw refusal(
                        line,
                        "value "
                                + values
                                + " goes on after its closing quote. Put the whole value in quotes,"
                                + " and write a quote inside it twice.");
            }
            state = State.QUOTED;
        } else if (at == quote) {
            state = State.QUOTED;
            quoteLine = line;
        } else {
            state = State.PLAIN;
        }
    }

    @Override
    public void end(RowStarts starts) {
        if (state == State.QUOTED) {
            throw refusal(
                    quoteLine,
                    "the quote before value "
                            + values
                            + " is not closed up to the end of the file. Close it, or, where it"
                            + " is part of the value, put the value in quotes and write it twice.");
        }
        if (state != State.LINE_START) {
            endRow();
        }
    }

    private void endRow() {
        if (expected == 0) {
            expected = values;
        } else if (values != expected) {
            throw refusal(
                    rowLine,
                    "the row has "
                            + values
                            + (values == 1 ? " value" : " values")
                            + " and the first row "
                            + expected
                            + ". Give each row as many; a value with a delimiter in it belongs in"
                            + " quotes.");
        }
        state = State.LINE_START;
    }

    private SteelyardException refusal(long at, String sentence) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE, file + ", line " + at + ": " + sentence);
    }
}
