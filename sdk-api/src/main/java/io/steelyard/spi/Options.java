package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads options by name, as they stand in a recipe, and refuses those that nobody asked for. What
 * is known is what is asked for while reading, so that no list of names has to be kept beside:
 *
 * <pre>{@code
 * Options.read("the optimizer 'sgd'", Map.of("momentum", 0.9), options ->
 *         new Sgd(options.number("momentum", 0f)));
 * }</pre>
 *
 * <p>Names are those of the components of the record that is made, in snake case: {@code
 * weight_decay}. Values are of the types that JSON has; null is as if the option were not there.
 * Whether a number is in its range is the record's business. Used by one thread.
 */
public final class Options {
    private final String owner;
    private final Map<String, Object> given;
    private final Set<String> known = new TreeSet<>();

    private Options(String owner, Map<String, Object> given) {
        this.owner = owner;
        this.given = new TreeMap<>(given);
        this.given.values().removeIf(value -> value == null);
    }

    /**
     * What a reader makes of options.
     *
     * @param owner whose they are, for messages: {@code "the optimizer 'adamw'"}
     * @param reader asks for every option that it knows, whatever the others are
     * @throws SteelyardException {@code INVALID_ARGUMENT} for an option that the reader did not ask
     *     for, naming those that it did, for one of the wrong type, and for whatever the reader
     *     refuses
     */
    public static <T> T read(
            String owner, Map<String, Object> given, Function<? super Options, T> reader) {
        Options options = new Options(owner, given);
        T made = reader.apply(options);
        for (String name : options.given.keySet()) {
            if (!options.known.contains(name)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        options.subject()
                                + " was given the option '"
                                + name
                                + "', which it does not have. "
                                + Suggestions.among(name, options.known));
            }
        }
        return made;
    }

    /** Whether an option is there. */
    public boolean has(String name) {
        known.add(name);
        return given.containsKey(name);
    }

    /** A number; throws {@code INVALID_ARGUMENT} where it is not given. */
    public double number(String name) {
        require(name, "a number");
        return number(name, 0.0);
    }

    /** A number, or another one where it is not given. */
    public float number(String name, float otherwise) {
        return has(name) ? number(name, given.get(name)).floatValue() : otherwise;
    }

    /** A number, or another one where it is not given. */
    public double number(String name, double otherwise) {
        return has(name) ? number(name, given.get(name)).doubleValue() : otherwise;
    }

    /** A whole number; throws {@code INVALID_ARGUMENT} where it is not given. */
    public long wholeNumber(String name) {
        require(name, "a whole number");
        return wholeNumber(name, 0L);
    }

    /** A whole number, where it is given. */
    public OptionalInt wholeNumberIfGiven(String name) {
        return has(name) ? OptionalInt.of(wholeNumber(name, 0)) : OptionalInt.empty();
    }

    /** A whole number, or another one where it is not given. */
    public long wholeNumber(String name, long otherwise) {
        return has(name)
                ? wholeNumber(name, Long.MIN_VALUE, Long.MAX_VALUE, "a whole number")
                : otherwise;
    }

    /** A whole number, or another one where it is not given. */
    public int wholeNumber(String name, int otherwise) {
        return has(name)
                ? (int)
                        wholeNumber(
                                name,
                                Integer.MIN_VALUE,
                                Integer.MAX_VALUE,
                                "a whole number of 32 bits")
                : otherwise;
    }

    /** True or false, or what is meant where it is not given. */
    public boolean flag(String name, boolean otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        return given.get(name) instanceof Boolean value ? value : refuse(name, "true or false");
    }

    /** A text, or another one where it is not given. */
    public String text(String name, String otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        return given.get(name) instanceof String value ? value : refuse(name, "a text");
    }

    /** Numbers; none where they are not given. */
    public List<Float> numbers(String name) {
        List<Float> numbers = new ArrayList<>();
        for (Object element : list(name, "a list of numbers")) {
            numbers.add(
                    element instanceof Number n
                            ? n.floatValue()
                            : refuse(name, "a list of numbers"));
        }
        return List.copyOf(numbers);
    }

    /** Texts; none where they are not given. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name, "a list of texts")) {
            texts.add(element instanceof String text ? text : refuse(name, "a list of texts"));
        }
        return List.copyOf(texts);
    }

    /** Something registered with options of its own, where it is given. */
    public Optional<Component> componentIfGiven(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        Object value = given.get(name);
        return Component.isOne(value)
                ? Optional.of(Component.of(value))
                : refuse(name, "a registered name, or an object with a \"name\" and options");
    }

    private void require(String name, String accepted) {
        if (!has(name)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    subject()
                            + " was given no option '"
                            + name
                            + "'; it needs "
                            + accepted
                            + " there.");
        }
    }

    private long wholeNumber(String name, long least, long most, String accepted) {
        double value = number(name, given.get(name)).doubleValue();
        long whole = number(name, given.get(name)).longValue();
        return value == Math.rint(value) && value >= least && value <= most
                ? whole
                : refuse(name, accepted);
    }

    private Number number(String name, Object value) {
        return value instanceof Number number ? number : refuse(name, "a number");
    }

    private List<?> list(String name, String accepted) {
        if (!has(name)) {
            return List.of();
        }
        return given.get(name) instanceof List<?> list ? list : refuse(name, accepted);
    }

    private <T> T refuse(String name, String accepted) {
        throw new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                subject()
                        + " was given the option '"
                        + name
                        + "' as "
                        + Component.shown(given.get(name))
                        + "; accepted is "
                        + accepted
                        + ".");
    }

    /** The owner at the beginning of a sentence. */
    private String subject() {
        return Character.toUpperCase(owner.charAt(0)) + owner.substring(1);
    }
}
