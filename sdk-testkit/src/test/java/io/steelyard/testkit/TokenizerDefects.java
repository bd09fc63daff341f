package io.steelyard.testkit;

import io.steelyard.spi.Plugin;
import io.steelyard.spi.Tokenizer;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.testkit.PluginDefects.Defect;
import io.steelyard.testkit.toy.ToyPlugin;
import io.steelyard.testkit.toy.ToyTokenizer;
import io.steelyard.testkit.toy.ToyTokenizerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Plugins whose tokenizer has one thing wrong. */
final class TokenizerDefects {
    private TokenizerDefects() {}

    static List<Defect> all() {
        AtomicInteger count = new AtomicInteger();
        return List.of(
                new Defect(
                        "a tokenizer has no case",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public String kind() {
                                        return "unheard-of";
                                    }
                                }),
                        "tokenizers/each kind has a case"),
                new Defect(
                        "the tokenizer is of another kind",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public String kind() {
                                        return "game";
                                    }
                                }),
                        "tokenizers/toy/it is of the kind"),
                new Defect(
                        "letters become small",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public int[] encode(String text) {
                                        return super.encode(text.toLowerCase(Locale.ROOT));
                                    }
                                }),
                        "tokenizers/toy/texts survive it"),
                new Defect(
                        "an id lies outside the vocabulary",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public int vocabularySize() {
                                        return 100;
                                    }
                                }),
                        "tokenizers/toy/texts survive it"),
                new Defect(
                        "any id is taken",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public byte[] bytes(int token) {
                                        return super.bytes(token & 0xff);
                                    }
                                }),
                        "tokenizers/toy/ids outside the vocabulary are refused"),
                new Defect(
                        "what is learned depends on what was learned before",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public Tokenizer train(String text, Optional<Integer> size) {
                                        return new ToyTokenizer(count.incrementAndGet() & 0xff);
                                    }
                                }),
                        "tokenizers/toy/it is learned alike twice"),
                new Defect(
                        "what was learned is not loaded",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public Tokenizer load(Path directory) {
                                        return new ToyTokenizer(0);
                                    }
                                }),
                        "tokenizers/toy/it survives its file"),
                new Defect(
                        "every directory is claimed",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public boolean reads(Path directory) {
                                        return true;
                                    }
                                }),
                        "tokenizers/toy/an empty directory is not read"));
    }

    private static Plugin tokenizer(Tokenizer tokenizer) {
        return tokenizer(
                new ToyTokenizerFactory() {
                    @Override
                    public Tokenizer train(String text, Optional<Integer> size) {
                        return tokenizer;
                    }
                });
    }

    private static Plugin tokenizer(TokenizerFactory factory) {
        return new ToyPlugin() {
            @Override
            public List<TokenizerFactory> tokenizers() {
                return List.of(factory);
            }
        };
    }
}
