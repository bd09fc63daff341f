package io.steelyard.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

final class ScriptArchiveTest {
    private static Map<String, String> entries(byte[] archive) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getMethod()).as(entry.getName()).isEqualTo(ZipEntry.STORED);
                entries.put(
                        entry.getName(),
                        new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return entries;
    }

    @Test
    void holdsSourceModuleConstantsAndVersion() throws IOException {
        Map<String, String> entries =
                entries(ScriptArchive.of("x: Tensor", "Tensor", "y = torch.neg(x)\nreturn y\n"));
        assertThat(entries)
                .containsOnlyKeys(
                        "script/data.pkl",
                        "script/code/__torch__.py",
                        "script/constants.pkl",
                        "script/version")
                .containsEntry(
                        "script/code/__torch__.py",
                        """
                        class Script(Module):
                          __parameters__ = []
                          __buffers__ = []
                          training : bool
                          def forward(self: __torch__.Script, x: Tensor) -> Tensor:
                            y = torch.neg(x)
                            return y
                        """);
    }

    /** As Python's {@code pickletools.dis} takes it apart: see PEP 307 for the opcodes. */
    @Test
    void picklesAModuleWithOneAttribute() throws IOException {
        assertThat(entries(ScriptArchive.of("x: Tensor", "Tensor", "return x\n")))
                .containsEntry(
                        "script/data.pkl",
                        "\u0080\u0002c__torch__\nScript\n)\u0081}X\b\0\0\0training\u0088sb.")
                .containsEntry("script/constants.pkl", "\u0080\u0002).");
    }
}
