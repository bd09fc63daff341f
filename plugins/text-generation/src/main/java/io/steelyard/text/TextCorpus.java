package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The text that a language model learns from: a file, or the text files of a folder one after
 * another, with the place that each part came from. Immutable and safe for use from many threads.
 */
public final class TextCorpus {
    /** What stands between two files of a folder. */
    static final String SEPARATOR = "\n";

    private final String name;
    private final String text;
    private final List<Document> documents;

    /**
     * One file of the corpus.
     *
     * @param start where its text begins in the corpus
     * @param skippedBytes the bytes before its text in the file: a byte-order mark
     */
    record Document(String name, int start, int skippedBytes) {}

    /** The two parts of a text: what a model learns from and what it is measured on. */
    public record Split(String train, String validation) {}

    TextCorpus(String name, String text, List<Document> documents) {
        this.name = name;
        this.text = text;
        this.documents = List.copyOf(documents);
        if (text.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "The text of " + name + " is empty; give a text to learn from.");
        }
    }

    /**
     * Reads a UTF-8 text file, or every text file of a folder.
     *
     * <p>A folder is read recursively, in the order of the relative paths, and its files are joined
     * with a newline. Files of prose, markup and source code are read (see {@link #extensions()});
     * hidden files and folders, {@code target}, {@code build}, {@code out}, {@code node_modules},
     * links, empty files and files with a NUL among their first bytes are skipped. Tables and logs
     * ({@code .csv}, {@code .json}, {@code .log}) are read only when they are named themselves. A
     * byte-order mark at the start of a file is dropped.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND}; {@code INVALID_FILE} for what cannot be
     *     read; {@code INVALID_DATA} for a text that is empty, too long, or no UTF-8 (with the file
     *     and the offset of the first wrong byte)
     */
    public static TextCorpus of(Path fileOrFolder) {
        return new CorpusReader(fileOrFolder).read();
    }

    /** A text that the caller has. Throws {@code INVALID_DATA} if it is empty. */
    public static TextCorpus ofText(String name, String text) {
        return new TextCorpus(name, text, List.of(new Document(name, 0, 0)));
    }

    /** The endings of the files that are read in a folder, without the dot, sorted. */
    public static List<String> extensions() {
        return CorpusReader.EXTENSIONS.stream().sorted().toList();
    }

    /** The file, the folder, or the name that was given with the text. */
    public String name() {
        return name;
    }

    /** The whole text. */
    public String text() {
        return text;
    }

    /** The number of files that the text was read from. */
    public int documentCount() {
        return documents.size();
    }

    /**
     * Cuts the text in two: the last fraction of its characters (Unicode code points) is for
     * validation, so that validation text was never seen. With {@code n} characters the training
     * part has {@code floor(n * (1 - validationFraction))}.
     *
     * @param validationFraction at least 0 and less than 1
     * @throws SteelyardException {@code INVALID_ARGUMENT} for a fraction out of range; {@code
     *     INVALID_DATA} if a part that was asked for would be empty
     */
    public Split split(double validationFraction) {
        if (!(validationFraction >= 0 && validationFraction < 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The validation fraction is "
                            + validationFraction
                            + "; it must be at least 0 and less than 1, for example 0.1.");
        }
        int characters = text.codePointCount(0, text.length());
        int forTraining = (int) (characters * (1 - validationFraction));
        if (forTraining == 0 || (forTraining == characters && validationFraction > 0)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    ("The text of %s has %d characters, too few to keep a fraction of %s for"
                                    + " validation; give a longer text or another fraction.")
                            .formatted(name, characters, validationFraction));
        }
        int cut = text.offsetByCodePoints(0, forTraining);
        return new Split(text.substring(0, cut), text.substring(cut));
    }

    /** The SHA-256 of the text in UTF-8, in lower-case hexadecimal: the provenance of a model. */
    public String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            // In parts, so that a long text is not held a second time; never within a character.
            int part = 1 << 20;
            for (int start = 0, end; start < text.length(); start = end) {
                end = Math.min(start + part, text.length());
                if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                    end++;
                }
                sha256.update(text.substring(start, end).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The corpus in a line: {@code input.txt: 1,115,394 characters in 1 file}. */
    public String description() {
        return String.format(
                Locale.ROOT,
                "%s: %,d characters in %,d %s",
                name,
                text.codePointCount(0, text.length()),
                documents.size(),
                documents.size() == 1 ? "file" : "files");
    }

    /**
     * Where a character of the text was read from, to name it in an error. A separator belongs to
     * the end of the file before it.
     *
     * @param index an offset in {@link #text()}, at most its length
     */
    public TextOrigin originAt(int index) {
        Objects.checkIndex(index, text.length() + 1);
        int low = 0;
        int high = documents.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (documents.get(middle).start() <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Document document = documents.get(low);
        String before = text.substring(document.start(), index);
        TextPosition position = TextPosition.of(before, before.length());
        return new TextOrigin(
                document.name(),
                position.line(),
                position.column(),
                document.skippedBytes() + utf8Length(before));
    }

    private static long utf8Length(String text) {
        return text.codePoints()
                .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
    }
}
