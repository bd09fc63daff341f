package io.steelyard.cli;

import java.io.PrintWriter;

/** Whoever read the standard output does not read it any more. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private OutputClosedException() {
        super("the output was closed");
    }

    /** Writes through to the reader at once, or throws. */
    static void print(PrintWriter out, String piece) {
        out.print(piece);
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }
}
