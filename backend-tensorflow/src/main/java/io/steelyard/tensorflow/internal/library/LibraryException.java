package io.steelyard.tensorflow.internal.library;

/** TensorFlow refused a call; the message is its own. */
public final class LibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LibraryException(String message) {
        super(message);
    }
}
