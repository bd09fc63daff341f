package io.steelyard.error;

/**
 * What kind of problem a {@link SteelyardException} reports. Constants are added, never renamed.
 */
public enum ErrorCode {
    /** A shape, dtype or attribute does not fit the operation it was given to. */
    INVALID_PROGRAM,
    /** An argument, option or recipe value is out of its range or unknown. */
    INVALID_ARGUMENT,
    /** A file or folder that was named does not exist. */
    FILE_NOT_FOUND,
    /** A file exists but cannot be read: truncated, of another format, not valid text. */
    INVALID_FILE,
    /** The data set cannot be used as it is: empty, too short, a label out of range. */
    INVALID_DATA,
    /** A checkpoint or saved model does not fit the model it is loaded into. */
    INCOMPATIBLE_CHECKPOINT,
    /** The file system refused to write: full, read-only, no permission. */
    WRITE_FAILED,
    /** The loss or a gradient is no longer a finite number. */
    TRAINING_DIVERGED,
    /** No backend, task, tokenizer or other registered thing has the name that was asked for. */
    NOT_REGISTERED,
    /** The chosen backend cannot run this program or cannot start on this machine. */
    BACKEND_UNSUPPORTED,
    /** An object was used after it was closed. */
    CLOSED
}
