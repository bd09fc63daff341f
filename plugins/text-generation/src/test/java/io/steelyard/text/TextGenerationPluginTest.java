package io.steelyard.text;

import io.steelyard.spi.Plugin;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.ArchitectureCase;
import io.steelyard.testkit.PluginConformance;
import io.steelyard.testkit.TokenizerCase;
import io.steelyard.text.gpt2.Gpt2Configuration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

final class TextGenerationPluginTest extends PluginConformance {
    @Override
    protected Plugin plugin() {
        return new TextGenerationPlugin();
    }

    /** 5 token ids, 4 positions, 8 channels; dropout shows whether the modes differ in names. */
    @Override
    protected List<ArchitectureCase> architectureCases() {
        return List.of(
                new ArchitectureCase(
                        "gpt2",
                        Gpt2Configuration.of(5, 4, 8, 2, 2, 0.1f).toMap(),
                        Map.of(
                                CausalLanguageModel.INPUT_IDS,
                                NdArray.of(new int[] {0, 3, 1, 4, 2, 2}, 2, 3))));
    }

    @Override
    protected List<TokenizerCase> tokenizerCases() {
        String text = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. 𝄞\n";
        return List.of(
                new TokenizerCase("char", text, Optional.empty(), List.of("Viktor 𝄞", "üöä")),
                // Bytes express any text, whatever was learned.
                new TokenizerCase(
                        "bpe",
                        text,
                        Optional.of(270),
                        List.of("Viktor", "  \t\r\n", "Ω≈ç√", "日本語 👍🏽", "\0", "a\u0301")));
    }
}
