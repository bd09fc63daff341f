package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.spi.Tokenizer;
import io.steelyard.testkit.toy.ToyTokenizer;
import io.steelyard.testkit.toy.ToyTokenizerFactory;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A tokenizer that says it is lossy need not give a text back, and must do all else. */
final class LossyTokenizerTest {
    private static final TokenizerCase CASE =
            new TokenizerCase("toy", "a text", Optional.empty(), List.of("A Text"));

    /** Forgets which letters were large. */
    private static class Small extends ToyTokenizer {
        Small() {
            super(0);
        }

        @Override
        public int[] encode(String text) {
            return super.encode(text.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void itPassesWhereItsCaseSaysSo() throws Throwable {
        List<DynamicTest> tests = tests(new Small(), CASE.withLoss());
        assertThat(tests).hasSize(6);
        for (DynamicTest test : tests) {
            test.getExecutable().execute();
        }
    }

    @Test
    void itFailsWhereItsCaseDoesNot() {
        DynamicTest texts = named(tests(new Small(), CASE), "texts survive it");
        assertThatThrownBy(() -> texts.getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("A Text");
    }

    @Test
    void itsIdsStayInsideTheVocabulary() {
        Small narrow =
                new Small() {
                    @Override
                    public int vocabularySize() {
                        return 100;
                    }
                };
        DynamicTest texts = named(tests(narrow, CASE.withLoss()), "texts are encoded");
        assertThatThrownBy(() -> texts.getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("99");
    }

    private static DynamicTest named(List<DynamicTest> tests, String name) {
        return tests.stream()
                .filter(test -> test.getDisplayName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<DynamicTest> tests(Tokenizer tokenizer, TokenizerCase one) {
        ToyTokenizerFactory factory =
                new ToyTokenizerFactory() {
                    @Override
                    public Tokenizer train(String text, Optional<Integer> size) {
                        return tokenizer;
                    }

                    @Override
                    public Tokenizer load(Path directory) throws IOException {
                        super.load(directory); // which refuses a directory without a file
                        return tokenizer;
                    }
                };
        return new TokenizerChecks()
                .tests(List.of(factory), List.of(one))
                .filter(DynamicContainer.class::isInstance)
                .flatMap(node -> children((DynamicContainer) node))
                .map(DynamicTest.class::cast)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Stream<DynamicNode> children(DynamicContainer container) {
        return (Stream<DynamicNode>) container.getChildren();
    }
}
