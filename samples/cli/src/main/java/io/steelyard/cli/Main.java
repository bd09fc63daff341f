package io.steelyard.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The command {@code steelyard}. */
@Command(
        name = "steelyard",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Trains, evaluates and runs models inside the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  steelyard train text-generation",
            "  steelyard train text-generation --data input.txt --out out/mine --steps 2000",
            "  steelyard generate --model out/mine --prompt \"ROMEO:\"",
            "  steelyard predict --model out/fashion --input shoe.png",
            "  steelyard evaluate --model out/mine --data input.txt",
            "  steelyard compare out/mine out/text-generation",
            "  steelyard export --model out/mine --format saved-model --out out/mine-saved-model",
            "  steelyard doctor",
            "",
            "'steelyard COMMAND --help' tells what a command takes.",
            "'steelyard sample --help' tells which samples there are.",
            "Exit status: 0, 1 for a failure, 2 for a usage error, 130 when interrupted."
        },
        subcommands = {
            TrainCommand.class,
            GenerateCommand.class,
            PredictCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            ExportCommand.class,
            DoctorCommand.class
        })
public final class Main implements Runnable {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private final CommandLine commandLine;
    private final Interruption interruption;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure.")
    private boolean debug;

    private Main(PrintWriter out, PrintWriter err) {
        interruption = new Interruption(err);
        commandLine =
                new CommandLine(this)
                        .setOut(out)
                        .setErr(err)
                        .setParameterExceptionHandler(Failures::usage)
                        .setExecutionExceptionHandler(
                                (failure, command, _) -> Failures.report(failure, command, debug));
    }

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print the log lines of the SDK.")
    void verbose(boolean value) {
        if (value) {
            System.setProperty(LOG_LEVEL, "info");
        }
    }

    /** Where a command asks whether it is to end. */
    Interruption interruption() {
        return interruption;
    }

    /** Without a command: tells which there are. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                commandLine,
                "No command was named; known are train, generate, predict, evaluate, compare,"
                        + " export and doctor.");
    }

    /** Runs the command and ends the process with its exit status. */
    public static void main(String... arguments) {
        // The logging library reads this once, when the first logger is asked for.
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "warn");
        }
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /**
     * Runs one command.
     *
     * @param out takes results
     * @param err takes progress, notes and errors
     * @return the exit status: 0, 1 for a failure, 2 for a usage error, 130 when it was interrupted
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Main main = new Main(out, err);
        try {
            return main.commandLine.execute(arguments);
        } catch (OutOfMemoryError exhausted) {
            return Failures.outOfMemory(exhausted, err, main.debug);
        } catch (LinkageError broken) {
            return Failures.report(broken, main.commandLine, main.debug);
        } finally {
            out.flush();
            err.flush();
            main.interruption.close();
        }
    }
}
