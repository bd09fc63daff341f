package io.steelyard.data.text;

/**
 * Finds where rows begin in the bytes of a text file, in an encoding that extends ASCII. Sees all
 * bytes of a file once, in their order.
 */
public interface RowScanner {
    /** Takes down where rows begin. */
    interface RowStarts {
        /**
         * A row begins.
         *
         * @param offset in the file, in bytes; larger than those before
         * @param line of the file, from 1
         */
        void add(long offset, long line);
    }

    /**
     * Looks at the next bytes: those in [from, to) of an array.
     *
     * @param offset in the file of the first of them
     * @throws io.steelyard.error.SteelyardException {@code INVALID_FILE} naming file and line of a
     *     row that is not whole
     */
    void scan(byte[] bytes, int from, int to, long offset, RowStarts starts);

    /** The file has ended. Throws as {@link #scan} does. */
    void end(RowStarts starts);
}
