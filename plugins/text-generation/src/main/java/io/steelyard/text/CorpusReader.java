package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.text.TextCorpus.Document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds and strictly decodes the files of a {@link TextCorpus}. */
final class CorpusReader {
    static final Set<String> EXTENSIONS =
            Set.of(
                    "txt",
                    "text",
                    "md",
                    "markdown",
                    "rst",
                    "adoc",
                    "org",
                    "tex",
                    "srt",
                    "html",
                    "htm",
                    "xml",
                    "css",
                    "java",
                    "kt",
                    "kts",
                    "scala",
                    "groovy",
                    "gradle",
                    "clj",
                    "py",
                    "js",
                    "jsx",
                    "mjs",
                    "ts",
                    "tsx",
                    "c",
                    "h",
                    "cc",
                    "cpp",
                    "hpp",
                    "cu",
                    "m",
                    "cs",
                    "go",
                    "rs",
                    "rb",
                    "php",
                    "pl",
                    "lua",
                    "swift",
                    "dart",
                    "hs",
                    "ml",
                    "r",
                    "jl",
                    "sh",
                    "bash",
                    "sql",
                    "proto",
                    "yaml",
                    "yml",
                    "toml",
                    "properties",
                    "ini");

    private static final Set<String> PLAIN_NAMES =
            Set.of("readme", "license", "notice", "copying", "changelog", "makefile", "dockerfile");
    private static final Set<String> SKIPPED_FOLDERS =
            Set.of("target", "build", "out", "node_modules", "__pycache__");

    /** Text is one String: more than this many bytes might not fit. */
    private static final long LARGEST_CORPUS = 1L << 30;

    /** A NUL among this many first bytes marks a binary file. */
    private static final int BINARY_PROBE = 8192;

    private final Path root;
    private final StringBuilder text = new StringBuilder();
    private final List<Document> documents = new ArrayList<>();

    CorpusReader(Path root) {
        this.root = root;
    }

    TextCorpus read() {
        if (!Files.exists(root)) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    "There is no file or folder "
                            + root
                            + "; name a UTF-8 text file or a folder of such files.");
        }
        if (!Files.isDirectory(root)) {
            byte[] bytes = load(root, 0);
            append(root.toString(), bytes);
            return new TextCorpus(root.toString(), text.toString(), documents);
        }
        long total = 0;
        for (Path file : textFiles()) {
            byte[] bytes = load(file, total);
            if (!isBinary(bytes) && bytes.length > byteOrderMark(bytes)) {
                total += bytes.length + TextCorpus.SEPARATOR.length();
                append(file.toString(), bytes);
            }
        }
        if (documents.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "The folder "
                            + root
                            + " holds no text to learn from; it is searched for files that end in "
                            + TextCorpus.extensions().stream()
                                    .map(extension -> "." + extension)
                                    .collect(Collectors.joining(" "))
                            + ". Name a file to have it read whatever its ending.");
        }
        return new TextCorpus(root.toString(), text.toString(), documents);
    }

    private List<Path> textFiles() {
        List<Path> files = new ArrayList<>();
        try {
            Path start = root.toRealPath();
            Files.walkFileTree(start, new Collector(start, files));
        } catch (IOException e) {
            throw unreadable(root, e);
        }
        // By the names along the path, so that the order is the same on every file system.
        files.sort(Comparator.comparing(CorpusReader::portableName));
        return files;
    }

    private static String portableName(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    private final class Collector extends SimpleFileVisitor<Path> {
        private final Path start;
        private final List<Path> files;

        Collector(Path start, List<Path> files) {
            this.start = start;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String folderName = fileName(folder);
            boolean skipped =
                    !folder.equals(start)
                            && (folderName.startsWith(".") || SKIPPED_FOLDERS.contains(folderName));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isTextName(fileName(file))) {
                files.add(root.resolve(start.relativize(file)));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            throw unreadable(root.resolve(start.relativize(file)), e);
        }
    }

    private static String fileName(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString();
    }

    private static boolean isTextName(String name) {
        if (name.startsWith(".")) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        int dot = lower.lastIndexOf('.');
        return dot < 0
                ? PLAIN_NAMES.contains(lower)
                : EXTENSIONS.contains(lower.substring(dot + 1));
    }

    private byte[] load(Path file, long alreadyRead) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_FILE,
                        file + " is neither a file nor a folder; name a UTF-8 text file.");
            }
            long size = Files.size(file);
            if (alreadyRead + size > LARGEST_CORPUS) {
                throw new SteelyardException(
                        ErrorCode.INVALID_DATA,
                        "The text of %s is larger than %d MiB (reached at %s); give a part of it."
                                .formatted(root, LARGEST_CORPUS >> 20, file));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static SteelyardException unreadable(Path path, IOException cause) {
        String reason =
                cause instanceof AccessDeniedException
                        ? "permission is denied"
                        : String.valueOf(cause.getMessage());
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                path + " cannot be read: " + reason + ". Check its permissions.",
                cause);
    }

    private static boolean isBinary(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, BINARY_PROBE); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static int byteOrderMark(byte[] bytes) {
        boolean marked =
                bytes.length >= 3
                        && bytes[0] == (byte) 0xEF
                        && bytes[1] == (byte) 0xBB
                        && bytes[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    private void append(String name, byte[] bytes) {
        int skipped = byteOrderMark(bytes);
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, skipped, bytes.length - skipped);
        CharBuffer out = CharBuffer.allocate(bytes.length - skipped);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw notUtf8(name, bytes, in.position());
        }
        if (!documents.isEmpty()) {
            text.append(TextCorpus.SEPARATOR);
        }
        documents.add(new Document(name, text.length(), skipped));
        text.append(out.flip());
    }

    private static SteelyardException notUtf8(String name, byte[] bytes, int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                ("%s is not UTF-8 text: the byte 0x%02X at offset %d (line %d) does not"
                                + " belong there. Save the file as UTF-8, or name another one.")
                        .formatted(name, bytes[offset] & 0xFF, offset, line));
    }
}
