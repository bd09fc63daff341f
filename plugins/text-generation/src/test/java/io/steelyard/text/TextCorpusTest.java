package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class TextCorpusTest {
    @TempDir Path folder;

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void assertRefused(ThrowingCallable action, ErrorCode code, String... parts) {
        assertThatExceptionOfType(SteelyardException.class)
                .isThrownBy(action)
                .satisfies(
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e).hasMessageContainingAll(parts);
                        });
    }

    @Test
    void tinyShakespeareIsSplitAsItsBenchmarksSplitIt() {
        TextCorpus corpus = TextCorpus.of(SharedData.file("tinyshakespeare/input.txt"));
        TextCorpus.Split split = corpus.split(0.1);
        assertThat(split.train()).hasSize(1_003_854);
        assertThat(split.validation()).hasSize(111_540);
        assertThat(split.train() + split.validation()).isEqualTo(corpus.text());
        assertThat(corpus.digest())
                .isEqualTo("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");
        assertThat(corpus.description()).endsWith("input.txt: 1,115,394 characters in 1 file");
    }

    @Test
    void readsAFolderInTheOrderOfItsPathsAndOnlyItsText() throws IOException {
        write("b.md", "bee");
        write("a/z.txt", "zed");
        write("a/Main.java", "class");
        write("a/b/c.py", "py");
        write("README", "read");
        write("empty.txt", "");
        write("data.csv", "1,2");
        write("program.c", "binary\0");
        write(".hidden/x.txt", "hidden");
        write(".x.txt", "hidden");
        write("target/x.txt", "built");
        write("node_modules/x.js", "package");
        TextCorpus corpus = TextCorpus.of(folder);
        assertThat(corpus.text()).isEqualTo("read\nclass\npy\nzed\nbee");
        assertThat(corpus.documentCount()).isEqualTo(5);
    }

    @Test
    void knowsWhereEachCharacterCameFrom() throws IOException {
        write("a.txt", "\uFEFFone\nzwei é漢🦙x\n");
        write("b.txt", "b");
        TextCorpus corpus = TextCorpus.of(folder);
        assertThat(corpus.text()).isEqualTo("one\nzwei é漢🦙x\n\nb");
        // 3 bytes of mark, "one\n" 4, "zwei " 5, é 2, 漢 3, the llama 4.
        assertThat(corpus.originAt(corpus.text().indexOf('x')))
                .isEqualTo(new TextOrigin(folder.resolve("a.txt").toString(), 2, 9, 21));
        assertThat(corpus.originAt(corpus.text().indexOf('b')))
                .hasToString(folder.resolve("b.txt") + ", line 1, column 1 (byte 0)");
    }

    @Test
    void cutsOnACharacterNotWithinOne() {
        TextCorpus.Split split = TextCorpus.ofText("llamas", "🦙".repeat(9)).split(0.5);
        assertThat(split.train()).isEqualTo("🦙".repeat(4));
        assertThat(split.validation()).isEqualTo("🦙".repeat(5));
        assertThat(TextCorpus.ofText("t", "ab").split(0).validation()).isEmpty();
    }

    @Test
    void digestIsOfTheUtf8Text() {
        // printf 'abc' | sha256sum, and 'é' (c3 a9) likewise
        assertThat(TextCorpus.ofText("t", "abc").digest())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(TextCorpus.ofText("t", "é").digest())
                .isEqualTo("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
    }

    @Test
    void namesTheFileAndOffsetOfAByteThatIsNoUtf8() throws IOException {
        Path file = folder.resolve("latin1.txt");
        Files.write(file, new byte[] {'o', 'k', '\n', 'c', 'a', 'f', (byte) 0xE9, '!'});
        write("a.txt", "fine");
        for (Path given : new Path[] {file, folder}) {
            assertRefused(
                    () -> TextCorpus.of(given),
                    ErrorCode.INVALID_DATA,
                    file.toString(),
                    "the byte 0xE9 at offset 6 (line 2)",
                    "Save the file as UTF-8");
        }
        Files.write(file, new byte[] {'a', (byte) 0xE2, (byte) 0x82});
        assertRefused(
                () -> TextCorpus.of(file), ErrorCode.INVALID_DATA, "0xE2 at offset 1 (line 1)");
    }

    @Test
    void refusesWhatHoldsNoText() throws IOException {
        assertRefused(
                () -> TextCorpus.of(folder.resolve("none.txt")),
                ErrorCode.FILE_NOT_FOUND,
                "There is no file or folder " + folder.resolve("none.txt"));
        write("empty.txt", "");
        assertRefused(
                () -> TextCorpus.of(folder.resolve("empty.txt")),
                ErrorCode.INVALID_DATA,
                "empty.txt is empty; give a text");
        assertRefused(
                () -> TextCorpus.of(folder),
                ErrorCode.INVALID_DATA,
                folder + " holds no text to learn from",
                " .md ");
        assertRefused(() -> TextCorpus.ofText("note", ""), ErrorCode.INVALID_DATA, "note is empty");
    }

    @Test
    void refusesASplitThatLeavesAPartEmpty() {
        TextCorpus corpus = TextCorpus.ofText("note", "ab");
        assertRefused(
                () -> corpus.split(1),
                ErrorCode.INVALID_ARGUMENT,
                "The validation fraction is 1.0; it must be at least 0 and less than 1");
        assertRefused(() -> corpus.split(Double.NaN), ErrorCode.INVALID_ARGUMENT, "NaN");
        assertRefused(
                () -> corpus.split(0.9),
                ErrorCode.INVALID_DATA,
                "note has 2 characters, too few to keep a fraction of 0.9");
    }
}
