package io.steelyard.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive, as {@code torch.jit.load} reads it, of a module without parameters: a zip
 * file with the source text of its class, the pickled module, its constants, of which there are
 * none, and a version.
 *
 * <p>libtorch drops an operator that changes a list in place as dead code, without a word, where
 * the method itself has made the list: such lists must be arguments of the method.
 */
final class ScriptArchive {
    private static final String ROOT = "script/";
    private static final String CLASS = "__torch__";
    private static final String MODULE = "Script";

    /**
     * The newest that libtorch 2.7 reads (caffe2/serialize/versions.h): with an older one it would
     * take operators as they were then, such as a GELU without an approximation.
     */
    private static final String VERSION = "10\n";

    private ScriptArchive() {}

    /**
     * An archive with one method {@code forward}.
     *
     * @param arguments after {@code self}, such as {@code x: Tensor, y: Tensor}
     * @param result its type
     * @param body a statement on each line, not indented
     */
    static byte[] of(String arguments, String result, String body) {
        String source =
                "class "
                        + MODULE
                        + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n"
                        + "  training : bool\n"
                        + "  def forward(self: "
                        + CLASS
                        + "."
                        + MODULE
                        + ", "
                        + arguments
                        + ") -> "
                        + result
                        + ":\n"
                        + body.indent(4);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                store(zip, "data.pkl", module());
                store(zip, "code/" + CLASS + ".py", source.getBytes(StandardCharsets.UTF_8));
                store(zip, "constants.pkl", latin("\u0080\u0002)."));
                store(zip, "version", latin(VERSION));
            }
            return bytes.toByteArray();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /**
     * The module in Python's pickle format, protocol 2: GLOBAL of the class, an empty tuple,
     * NEWOBJ, a dictionary with {@code training}, BUILD, STOP.
     */
    private static byte[] module() {
        String training = "training";
        return latin(
                "\u0080\u0002c"
                        + CLASS
                        + "\n"
                        + MODULE
                        + "\n)\u0081}X"
                        + (char) training.length()
                        + "\0\0\0"
                        + training
                        + "\u0088sb.");
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Not compressed, with its size before the content: libtorch's reader wants it so. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
