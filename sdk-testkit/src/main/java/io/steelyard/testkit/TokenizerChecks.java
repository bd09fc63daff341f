package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.spi.Tokenizer;
import io.steelyard.spi.TokenizerFactory;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** That texts survive a tokenizer, and a tokenizer its file. */
final class TokenizerChecks {
    Stream<DynamicNode> tests(List<TokenizerFactory> factories, List<TokenizerCase> cases) {
        DynamicTest covered =
                DynamicTest.dynamicTest(
                        "each kind has a case",
                        () ->
                                assertThat(cases.stream().map(TokenizerCase::kind))
                                        .as("kinds in tokenizerCases()")
                                        .containsAll(
                                                factories.stream()
                                                        .map(TokenizerFactory::kind)
                                                        .toList()));
        return Stream.concat(
                Stream.of(covered),
                factories.stream()
                        .flatMap(
                                factory ->
                                        cases.stream()
                                                .filter(one -> one.kind().equals(factory.kind()))
                                                .map(
                                                        one ->
                                                                DynamicContainer.dynamicContainer(
                                                                        one.kind(),
                                                                        tests(factory, one)))));
    }

    private static Stream<DynamicTest> tests(TokenizerFactory factory, TokenizerCase one) {
        return Stream.of(
                DynamicTest.dynamicTest("it is of the kind", () -> isOfTheKind(factory, one)),
                DynamicTest.dynamicTest(
                        one.lossy() ? "texts are encoded" : "texts survive it",
                        () -> textsSurvive(factory, one)),
                DynamicTest.dynamicTest(
                        "ids outside the vocabulary are refused", () -> refusesIds(factory, one)),
                DynamicTest.dynamicTest("it is learned alike twice", () -> repeats(factory, one)),
                DynamicTest.dynamicTest("it survives its file", () -> survives(factory, one)),
                DynamicTest.dynamicTest(
                        "an empty directory is not read", () -> refusesEmpty(factory)));
    }

    private static Tokenizer train(TokenizerFactory factory, TokenizerCase one) {
        return factory.train(one.trainingText(), one.vocabularySize());
    }

    private static void isOfTheKind(TokenizerFactory factory, TokenizerCase one) {
        Tokenizer tokenizer = train(factory, one);
        assertThat(tokenizer.kind()).isEqualTo(factory.kind());
        assertThat(tokenizer.vocabularySize()).isPositive();
        one.vocabularySize()
                .ifPresent(
                        size -> assertThat(tokenizer.vocabularySize()).isLessThanOrEqualTo(size));
    }

    private static void textsSurvive(TokenizerFactory factory, TokenizerCase one) {
        Tokenizer tokenizer = train(factory, one);
        for (String text : texts(one)) {
            int[] tokens = tokenizer.encode(text);
            if (!one.lossy()) {
                assertThat(tokenizer.decode(tokens)).isEqualTo(text);
            }
            for (int token : tokens) {
                assertThat(token).isBetween(0, tokenizer.vocabularySize() - 1);
            }
        }
        tokenizer
                .endOfText()
                .ifPresent(token -> assertThat(token).isBetween(0, tokenizer.vocabularySize() - 1));
    }

    /** Those of the case, what it was learned from, and the empty one. */
    private static List<String> texts(TokenizerCase one) {
        return Stream.concat(one.texts().stream(), Stream.of(one.trainingText(), "")).toList();
    }

    private static void refusesIds(TokenizerFactory factory, TokenizerCase one) {
        Tokenizer tokenizer = train(factory, one);
        for (int outside : new int[] {-1, tokenizer.vocabularySize(), Integer.MAX_VALUE}) {
            String message =
                    Refusals.message(
                            "token " + outside,
                            () -> tokenizer.bytes(outside),
                            ErrorCode.INVALID_ARGUMENT);
            assertThat(message).contains(Integer.toString(outside));
        }
    }

    private static void repeats(TokenizerFactory factory, TokenizerCase one) {
        assertAlike(train(factory, one), train(factory, one), one);
    }

    private static void survives(TokenizerFactory factory, TokenizerCase one) throws IOException {
        Tokenizer tokenizer = train(factory, one);
        try (TemporaryDirectory directory = TemporaryDirectory.create()) {
            tokenizer.save(directory.path());
            assertThat(factory.reads(directory.path())).as("reads what it wrote").isTrue();
            assertAlike(factory.load(directory.path()), tokenizer, one);
        }
    }

    private static void assertAlike(Tokenizer actual, Tokenizer expected, TokenizerCase one) {
        assertThat(actual.kind()).isEqualTo(expected.kind());
        assertThat(actual.vocabularySize()).isEqualTo(expected.vocabularySize());
        assertThat(actual.endOfText()).isEqualTo(expected.endOfText());
        for (String text : texts(one)) {
            int[] tokens = expected.encode(text);
            assertThat(actual.encode(text)).as("ids of '%s'", text).isEqualTo(tokens);
            assertThat(actual.decode(tokens))
                    .isEqualTo(one.lossy() ? expected.decode(tokens) : text);
        }
    }

    private static void refusesEmpty(TokenizerFactory factory) throws IOException {
        try (TemporaryDirectory empty = TemporaryDirectory.create()) {
            assertThat(factory.reads(empty.path())).as("reads an empty directory").isFalse();
            String message =
                    Refusals.message(
                            "an empty directory",
                            () -> factory.load(empty.path()),
                            ErrorCode.FILE_NOT_FOUND,
                            ErrorCode.INVALID_FILE);
            assertThat(message).contains(empty.path().toString());
        }
    }
}
