package io.steelyard.reference.internal.kernel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Tells the JVM how to compile the kernels: the quick compiler (C1) is kept away from them, and the
 * optimizing one (C2) puts the functions of vectors in place, however long they are.
 *
 * <p>C1 runs out of virtual registers on the largest of them, and a kernel that it has given up on,
 * or compiled without profiling, may then never reach C2: it stays a hundred times slower, in some
 * runs and not in others. C2 by itself calls a long function that is compiled already, with its
 * vectors boxed.
 *
 * <p>The Vector API itself is left to C1. Were its shared methods kept in the interpreter until the
 * optimizing compiler takes them, their profiles would name the vectors of all kernels, and a
 * kernel compiled with those boxes its vectors for ever.
 *
 * <p>The directive is added while the JVM runs, so that no command-line flag is needed.
 *
 * <p>This class does not link to the Vector API.
 */
public final class CompilerDirectives {
    private static final String KERNELS = "io/steelyard/reference/internal/kernel";

    /** What generated kernels are called, before what the JVM adds to it. */
    private static final String GENERATED = "io/steelyard/reference/internal/chain/Generated";

    private static final String DIRECTIVE =
            """
            [{match: ["%1$s/*.*", "%2$s*.*"], c1: {Exclude: true},
              c2: {inline: ["+%1$s/FloatLanes.*", "+%1$s/FloatFunctions.*", "+%1$s/FloatActivations.*"]}}]
            """
                    .formatted(KERNELS, GENERATED);

    private static @Nullable Boolean installed;

    private CompilerDirectives() {}

    /**
     * Adds the directive, if it is not there yet; to be called before the first kernel runs.
     *
     * @return whether it is in force; false where the JVM has no management interface for it or
     *     refuses, which leaves the kernels right but perhaps slow
     */
    public static synchronized boolean install() {
        if (installed == null) {
            installed = add();
        }
        return installed;
    }

    private static boolean add() {
        Path file = null;
        try {
            file = Files.createTempFile("steelyard-directives", ".json");
            Files.writeString(file, DIRECTIVE);
            Object answer =
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    "compilerDirectivesAdd",
                                    new Object[] {new String[] {"\"" + file + "\""}},
                                    new String[] {String[].class.getName()});
            return String.valueOf(answer).contains("directives added");
        } catch (IOException | JMException | RuntimeException | LinkageError e) {
            return false;
        } finally {
            delete(file);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // The JVM has read it: a file left in the temporary folder does no harm.
        }
    }
}
