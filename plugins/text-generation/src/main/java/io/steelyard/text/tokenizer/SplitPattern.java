package io.steelyard.text.tokenizer;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a text is cut into words before the merges. Each pattern is written as the tokenizer files
 * write it; only patterns whose meaning is known to be the same here are accepted from a file.
 */
enum SplitPattern {
    /** Of GPT-2 and GPT-NeoX; Hugging Face's ByteLevel pre-tokenizer has it built in. */
    GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
    /** Of Qwen2 and its relatives: digits one by one, line ends apart. */
    QWEN2(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

    private final String regex;
    private final Pattern pattern;

    SplitPattern(String regex) {
        this.regex = regex;
        // Unicode's White_Space for \s, as in the libraries that the patterns were written for.
        this.pattern = Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
    }

    String regex() {
        return regex;
    }

    /** Gives every word of the text in order; together they are the whole text. */
    void forEachWord(String text, Consumer<String> words) {
        Matcher matcher = pattern.matcher(text);
        int done = 0;
        while (matcher.find()) {
            if (matcher.start() > done) {
                words.accept(text.substring(done, matcher.start()));
            }
            words.accept(matcher.group());
            done = matcher.end();
        }
        if (done < text.length()) {
            words.accept(text.substring(done));
        }
    }
}
