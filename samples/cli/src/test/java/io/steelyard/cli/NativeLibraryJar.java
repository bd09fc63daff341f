package io.steelyard.cli;

import java.io.File;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The jar on the class path that brings TensorFlow's native library; absent with -Dtf=none. */
final class NativeLibraryJar {
    private static final Predicate<String> IS_ONE =
            Pattern.compile(
                            "tensorflow-core-native-[^/\\\\]*-(linux|macosx|windows)-[^/\\\\]*\\.jar$")
                    .asPredicate();

    private NativeLibraryJar() {}

    static boolean isPresent() {
        return Arrays.stream(entries()).anyMatch(IS_ONE);
    }

    /** The class path without it. */
    static String classPathWithout() {
        return Arrays.stream(entries())
                .filter(IS_ONE.negate())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String[] entries() {
        return System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator));
    }
}
