package io.steelyard.text.tokenizer;

import io.steelyard.file.TokenizerFile;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pair of files that GPT-2 was published with, under OpenAI's names ({@code encoder.json} and
 * {@code vocab.bpe}) or Hugging Face's ({@code vocab.json} and {@code merges.txt}).
 */
record Gpt2Files(Path vocabulary, Path merges) {
    /** The pair in a directory, if one is there. */
    static Optional<Gpt2Files> find(Path directory) {
        for (String[] names :
                new String[][] {{"vocab.json", "merges.txt"}, {"encoder.json", "vocab.bpe"}}) {
            Path vocabulary = directory.resolve(names[0]);
            Path merges = directory.resolve(names[1]);
            if (Files.isRegularFile(vocabulary) && Files.isRegularFile(merges)) {
                return Optional.of(new Gpt2Files(vocabulary, merges));
            }
        }
        return Optional.empty();
    }

    BpeModel read() throws IOException {
        TokenizerFile file = TokenizerFile.read(vocabulary);
        Map<String, Integer> ids = file.vocabulary(file.root(), "the vocabulary");
        List<AddedToken> special =
                Optional.ofNullable(ids.get(AddedToken.END_OF_TEXT)).stream()
                        .map(id -> new AddedToken(id, AddedToken.END_OF_TEXT, true, false))
                        .toList();
        return new BpeModel(ids, readMerges(ids), special, false, SplitPattern.GPT2, false);
    }

    private long[] readMerges(Map<String, Integer> ids) throws IOException {
        TokenizerFile.requireReadable(merges);
        List<String> lines;
        try {
            lines = Files.readAllLines(merges, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw TokenizerFile.invalid(merges, "it is not UTF-8 text");
        }
        int first = !lines.isEmpty() && lines.getFirst().startsWith("#version") ? 1 : 0;
        int end = lines.size();
        while (end > first && lines.get(end - 1).isEmpty()) {
            end--;
        }
        long[] pairs = new long[end - first];
        for (int rank = 0; rank < pairs.length; rank++) {
            String line = lines.get(first + rank);
            String given = "\"" + line + "\" on line " + (first + rank + 1);
            pairs[rank] = BpeJson.merge(merges, line.split(" ", -1), given, rank, ids);
        }
        return pairs;
    }
}
