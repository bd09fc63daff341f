package io.steelyard.text.tokenizer;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.TokenizerFile;
import io.steelyard.spi.Tokenizer;
import io.steelyard.text.TextPosition;
import io.steelyard.text.TokenizerSpec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * GPT-2's tokenizer: byte-level byte pair encoding (Sennrich et al. 2016; Radford et al. 2019,
 * section 2.2). The text is cut into words, each word becomes bytes, and neighbouring tokens merge,
 * the best rank first. Every text can be encoded by a vocabulary that has all bytes, and decodes to
 * itself (to its normal form C if the tokenizer normalizes).
 *
 * <p>Immutable and safe for use from many threads; the ids of frequent words are kept in a bounded
 * cache.
 */
public final class ByteLevelBpe implements Tokenizer {
    static final String KIND = "bpe";
    private static final int CACHED_WORDS = 1 << 16;
    private static final int LONGEST_CACHED_WORD = 48;
    private static final int NO_TOKEN = -1;

    private final BpeModel model;
    private final byte[] @Nullable [] bytesOf;
    private final int[] byteTokens = new int[256];
    private final WordEncoder words;
    private final AddedTokenMatcher special = new AddedTokenMatcher();
    private final AddedTokenMatcher added = new AddedTokenMatcher();
    private final AddedTokenMatcher addedNormalized = new AddedTokenMatcher();
    private final AddedTokenMatcher specialNormalized = new AddedTokenMatcher();
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();
    private final AtomicInteger cached = new AtomicInteger();

    ByteLevelBpe(BpeModel model) {
        this.model = model;
        this.bytesOf = bytesOfTokens(model);
        Arrays.fill(byteTokens, NO_TOKEN);
        for (int b = 0; b < 256; b++) {
            Integer id = model.vocabulary().get(String.valueOf(ByteAlphabet.character(b)));
            if (id != null) {
                byteTokens[b] = id;
            }
        }
        this.words = new WordEncoder(pairTable(model), byteTokens);
        for (AddedToken token : model.addedTokens()) {
            String content = token.normalized() ? normalize(token.content()) : token.content();
            (token.normalized() ? specialNormalized : special).add(content, token.id());
            if (!token.special()) {
                (token.normalized() ? addedNormalized : added).add(content, token.id());
            }
        }
    }

    /**
     * Learns a tokenizer from a text: id 0 is {@code <|endoftext|>}, ids 1 to 256 are the bytes,
     * then come the merges, as Hugging Face's {@code ByteLevelBPETokenizer.train} with that special
     * token numbers them. Only pairs that occur twice are merged, so a short text gives a smaller
     * vocabulary than was asked for. The same text gives the same tokenizer.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} for a size outside the range of {@link
     *     TokenizerSpec}; {@code INVALID_DATA} for an empty text
     */
    public static ByteLevelBpe train(String text, int vocabularySize) {
        TokenizerSpec.bpe(vocabularySize);
        return new ByteLevelBpe(BpeTrainer.train(text, vocabularySize));
    }

    private static byte[] @Nullable [] bytesOfTokens(BpeModel model) {
        int largest = 0;
        for (int id : model.vocabulary().values()) {
            largest = Math.max(largest, id);
        }
        for (AddedToken token : model.addedTokens()) {
            largest = Math.max(largest, token.id());
        }
        byte[] @Nullable [] bytes = new byte[largest + 1] @Nullable [];
        model.vocabulary().forEach((token, id) -> bytes[id] = ByteAlphabet.bytes(token));
        for (AddedToken token : model.addedTokens()) {
            bytes[token.id()] = token.content().getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    private static PairTable pairTable(BpeModel model) {
        @Nullable String[] tokens = model.tokens();
        PairTable table = new PairTable(model.merges().length);
        for (int rank = 0; rank < model.merges().length; rank++) {
            int left = BpeModel.left(model.merges()[rank]);
            int right = BpeModel.right(model.merges()[rank]);
            table.put(left, right, rank, model.vocabulary().get(tokens[left] + tokens[right]));
        }
        return table;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int vocabularySize() {
        return bytesOf.length;
    }

    /** The id of {@code <|endoftext|>}, if the vocabulary has it. */
    @Override
    public OptionalInt endOfText() {
        return addedToken("<|endoftext|>");
    }

    /** The id of a token that is found whole, such as {@code <|endoftext|>}. */
    public OptionalInt addedToken(String content) {
        return model.addedTokens().stream()
                .filter(token -> token.content().equals(content))
                .mapToInt(AddedToken::id)
                .findFirst();
    }

    /**
     * The ids of a text. Special tokens such as {@code <|endoftext|>} that are spelled in it are
     * text like any other, so that nobody's input can end a document; see {@link
     * #encodeWithSpecialTokens}.
     *
     * @throws SteelyardException {@code INVALID_DATA} for half a surrogate pair, or for a byte that
     *     the vocabulary lacks
     */
    @Override
    public int[] encode(String text) {
        return encode(text, added, addedNormalized);
    }

    /** The ids of a text in which special tokens, where they are spelled, are taken as such. */
    public int[] encodeWithSpecialTokens(String text) {
        return encode(text, special, specialNormalized);
    }

    private int[] encode(String text, AddedTokenMatcher raw, AddedTokenMatcher normalized) {
        UnicodeText.requireWellFormed(text);
        IntList ids = new IntList(text.length() / 3);
        raw.split(
                text,
                piece ->
                        normalized.split(
                                normalize(piece),
                                plain ->
                                        model.pattern()
                                                .forEachWord(
                                                        plain,
                                                        word -> ids.addAll(encodeWord(text, word))),
                                ids::add),
                ids::add);
        return ids.toArray();
    }

    private String normalize(String text) {
        return model.nfc() ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    }

    private int[] encodeWord(String text, String word) {
        int[] known = cache.get(word);
        if (known != null) {
            return known;
        }
        int[] ids = mergeWord(text, word);
        if (word.length() <= LONGEST_CACHED_WORD
                && cached.get() < CACHED_WORDS
                && cache.putIfAbsent(word, ids) == null) {
            cached.incrementAndGet();
        }
        return ids;
    }

    private int[] mergeWord(String text, String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        if (model.ignoreMerges()) {
            StringBuilder spelled = new StringBuilder(utf8.length);
            for (byte b : utf8) {
                spelled.append(ByteAlphabet.character(b & 0xFF));
            }
            Integer whole = model.vocabulary().get(spelled.toString());
            if (whole != null) {
                return new int[] {whole};
            }
        }
        for (byte b : utf8) {
            if (byteTokens[b & 0xFF] == NO_TOKEN) {
                throw unknownByte(text, word);
            }
        }
        return words.encode(utf8);
    }

    private SteelyardException unknownByte(String text, String word) {
        int character = word.codePoints().filter(c -> !hasTokens(c)).findFirst().orElseThrow();
        int index = text.indexOf(character);
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                ("The tokenizer has no token for a byte of the character %s%s: its vocabulary lacks"
                     + " some of the 256 bytes. Remove the character from the text, or use a"
                     + " tokenizer with all bytes.")
                        .formatted(
                                UnicodeText.describe(character),
                                index < 0 ? "" : " at " + TextPosition.of(text, index)));
    }

    private boolean hasTokens(int character) {
        for (byte b : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
            if (byteTokens[b & 0xFF] == NO_TOKEN) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] bytes(int token) {
        byte[] bytes = token >= 0 && token < bytesOf.length ? bytesOf[token] : null;
        if (bytes == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no token %d; the ids of this vocabulary are 0 to %d%s."
                            .formatted(
                                    token,
                                    bytesOf.length - 1,
                                    token >= 0 && token < bytesOf.length ? ", with gaps" : ""));
        }
        return bytes.clone();
    }

    /** Writes {@code tokenizer.json} in the form of Hugging Face's {@code tokenizers}. */
    @Override
    public void save(Path directory) throws IOException {
        BpeJson.write(model, directory.resolve(TokenizerFile.NAME));
    }
}
