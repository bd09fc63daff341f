package io.steelyard.cli;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Commands as one types them, to print what comes next. */
final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    private ShellWords() {}

    /** A call of this program; words that a POSIX shell would take apart are quoted. */
    static String steelyard(String... arguments) {
        String program = System.getProperty("steelyard.command", "steelyard");
        return quoted(program)
                + Arrays.stream(arguments)
                        .map(argument -> " " + quoted(argument))
                        .collect(Collectors.joining());
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
