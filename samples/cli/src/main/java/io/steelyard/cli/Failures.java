package io.steelyard.cli;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in a sentence why a command failed. */
final class Failures {
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    private static final String PREFIX = "steelyard: ";

    private Failures() {}

    /** Arguments that picocli refuses. */
    static int usage(ParameterException failure, String... arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        String message = failure.getMessage();
        err.println(PREFIX + message + (message.endsWith(".") ? "" : "."));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println(
                "Run '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
        return USAGE;
    }

    /** Anything that a command threw. */
    static int report(Throwable failure, CommandLine command, boolean debug) {
        PrintWriter err = command.getErr();
        int status = FAILURE;
        switch (failure) {
            case OutputClosedException _ -> {
                // Whoever read the output has what they wanted.
                return 0;
            }
            case SteelyardException problem -> {
                err.println(PREFIX + problem.getMessage());
                status = isUsage(problem.code()) ? USAGE : FAILURE;
            }
            case NoSuchFileException missing ->
                    err.println(PREFIX + missing.getFile() + " does not exist.");
            case AccessDeniedException denied ->
                    err.println(PREFIX + "there is no permission to use " + denied.getFile() + ".");
            default ->
                    err.println(
                            PREFIX
                                    + failure
                                    + ". This is a defect of Steelyard"
                                    + (debug ? "." : "; --debug prints where it happened."));
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        return status;
    }

    /** The heap has a limit that can be raised; the memory of tensors is the machine's. */
    static int outOfMemory(OutOfMemoryError failure, PrintWriter err, boolean debug) {
        boolean heap = String.valueOf(failure.getMessage()).contains("heap");
        err.println(
                PREFIX
                        + "the memory is exhausted ("
                        + failure.getMessage()
                        + "). Take a smaller --batch-size, --context, --channels or --layers"
                        + (heap ? ", or allow a larger heap, as in STEELYARD_OPTS=-Xmx8g" : "")
                        + "; 'steelyard doctor' shows what there is.");
        if (debug) {
            failure.printStackTrace(err);
        }
        return FAILURE;
    }

    private static boolean isUsage(ErrorCode code) {
        return code == ErrorCode.INVALID_ARGUMENT || code == ErrorCode.NOT_REGISTERED;
    }
}
