package io.steelyard.house;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of the Java sources: google-java-format in its AOSP style, with imports ordered and
 * unused ones removed.
 *
 * <p>The build's {@code format} profile launches this file directly from its source, before
 * anything is compiled; it therefore uses no other class of the repository.
 */
final class SourceFormat {

    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    private SourceFormat() {}

    /** Rewrites the sources below the directory named by the first argument. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        int rewritten = 0;
        for (Path file : javaFiles(root)) {
            String source = Files.readString(file);
            String formatted;
            try {
                formatted = FORMATTER.formatSourceAndFixImports(source);
            } catch (FormatterException e) {
                // The compiler says it better, and the other files can be formatted meanwhile.
                System.err.println(
                        "left as it is: " + root.relativize(file) + ": " + e.getMessage());
                continue;
            }
            if (!formatted.equals(source)) {
                Files.writeString(file, formatted);
                System.out.println("formatted " + root.relativize(file));
                rewritten++;
            }
        }
        System.out.println(rewritten + " file(s) rewritten");
    }

    /** Every Java source below {@code root}, build output left out, in a stable order. */
    static List<Path> javaFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        String name = directory.getFileName().toString();
                        boolean skipped =
                                !directory.equals(root)
                                        && (name.startsWith(".") || name.equals("target"));
                        return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.getFileName().toString().endsWith(".java")) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        files.sort(null);
        return files;
    }

    /** Whether the text of {@code file} is what the formatter would write. */
    static boolean isFormatted(Path file) throws IOException {
        String source = Files.readString(file);
        try {
            return FORMATTER.formatSourceAndFixImports(source).equals(source);
        } catch (FormatterException e) {
            throw new IOException(file + " cannot be parsed: " + e.getMessage(), e);
        }
    }
}
