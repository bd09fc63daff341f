package io.steelyard.data.image;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.Component;
import io.steelyard.spi.Options;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is done to images while a model is trained on them: each is changed on its own, and then a
 * batch is mixed. A recipe holds it as components, {@code {"name": "rotation", "degrees": 10}}, and
 * a command line in short, {@code "horizontal-flip,rotation:10,mixup:0.2"}. Names and options, with
 * the values of those that are not given:
 *
 * <table>
 * <caption>Known augmentations</caption>
 * <tr><td>horizontal-flip</td><td>probability 0.5</td><td>{@link HorizontalFlip}</td></tr>
 * <tr><td>vertical-flip</td><td>probability 0.5</td><td>{@link VerticalFlip}</td></tr>
 * <tr><td>rotation</td><td>degrees 10</td><td>{@link Rotation}</td></tr>
 * <tr><td>random-crop</td><td>padding 4</td><td>{@link RandomCrop}</td></tr>
 * <tr><td>random-scale</td><td>min 0.9, max 1.1</td><td>{@link RandomScale}</td></tr>
 * <tr><td>brightness</td><td>delta 0.1</td><td>{@link Brightness}</td></tr>
 * <tr><td>gaussian-noise</td><td>sigma 0.05</td><td>{@link GaussianNoise}</td></tr>
 * <tr><td>cutout</td><td>size 8</td><td>{@link Cutout}</td></tr>
 * <tr><td>mixup</td><td>alpha 0.2</td><td>{@link Mixup}</td></tr>
 * <tr><td>cutmix</td><td>alpha 1</td><td>{@link CutMix}</td></tr>
 * </table>
 *
 * @param images what is done to each image, in order
 * @param batches what is done to a batch: one of these, each as likely as the others
 */
public record Augmentations(List<Augmentation> images, List<BatchMixing> batches) {
    /** Nothing is changed. */
    public static final Augmentations NONE = new Augmentations(List.of(), List.of());

    public Augmentations {
        images = List.copyOf(images);
        batches = List.copyOf(batches);
    }

    /** The options of a name in the order of the short form, and what is made of them. */
    private record Known<T>(List<String> options, Function<Options, T> reader) {
        static <T> Known<T> of(Function<Options, T> reader, String... options) {
            return new Known<>(List.of(options), reader);
        }
    }

    private static final Map<String, Known<Augmentation>> IMAGES = new LinkedHashMap<>();
    private static final Map<String, Known<BatchMixing>> BATCHES = new LinkedHashMap<>();

    static {
        IMAGES.put(
                "horizontal-flip",
                Known.of(o -> new HorizontalFlip(o.number("probability", 0.5)), "probability"));
        IMAGES.put(
                "vertical-flip",
                Known.of(o -> new VerticalFlip(o.number("probability", 0.5)), "probability"));
        IMAGES.put("rotation", Known.of(o -> new Rotation(o.number("degrees", 10.0)), "degrees"));
        IMAGES.put(
                "random-crop",
                Known.of(o -> new RandomCrop(o.wholeNumber("padding", 4)), "padding"));
        IMAGES.put(
                "random-scale",
                Known.of(
                        o -> new RandomScale(o.number("min", 0.9), o.number("max", 1.1)),
                        "min",
                        "max"));
        IMAGES.put("brightness", Known.of(o -> new Brightness(o.number("delta", 0.1)), "delta"));
        IMAGES.put(
                "gaussian-noise",
                Known.of(o -> new GaussianNoise(o.number("sigma", 0.05)), "sigma"));
        IMAGES.put("cutout", Known.of(o -> new Cutout(o.wholeNumber("size", 8)), "size"));
        BATCHES.put("mixup", Known.of(o -> new Mixup(o.number("alpha", 0.2)), "alpha"));
        BATCHES.put("cutmix", Known.of(o -> new CutMix(o.number("alpha", 1.0)), "alpha"));
    }

    /**
     * Reads the short form: names separated by commas, each with the values of its options after
     * colons.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} for a name that is not known, naming the
     *     known ones, and for a value that is not accepted
     */
    public static Augmentations parse(String text) {
        return of(
                Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .map(Augmentations::component)
                        .toList());
    }

    private static Component component(String text) {
        List<String> parts = List.of(text.split(":", -1));
        List<String> options = known(parts.getFirst()).options();
        if (parts.size() - 1 > options.size()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The augmentation '"
                            + text
                            + "' has "
                            + (parts.size() - 1)
                            + " values; '"
                            + parts.getFirst()
                            + "' has the options "
                            + options
                            + ".");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 1; i < parts.size(); i++) {
            values.put(options.get(i - 1), number(text, parts.get(i)));
        }
        return new Component(parts.getFirst(), values);
    }

    private static double number(String text, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException notANumber) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The augmentation '"
                            + text
                            + "' has the value '"
                            + value
                            + "'; accepted are numbers, such as rotation:10.",
                    notANumber);
        }
    }

    private static Known<?> known(String name) {
        Known<?> known = IMAGES.containsKey(name) ? IMAGES.get(name) : BATCHES.get(name);
        if (known == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no augmentation '"
                            + name
                            + "'. "
                            + Suggestions.among(
                                    name,
                                    Stream.concat(
                                                    IMAGES.keySet().stream(),
                                                    BATCHES.keySet().stream())
                                            .toList()));
        }
        return known;
    }

    /**
     * Makes what components name; a name without options may be in the short form.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} for a name or option that is not known,
     *     naming the known ones, and for a value that is not accepted
     */
    public static Augmentations of(List<Component> components) {
        List<Augmentation> images = new ArrayList<>();
        List<BatchMixing> batches = new ArrayList<>();
        for (Component given : components) {
            Component component = given.options().isEmpty() ? component(given.name()) : given;
            String name = component.name();
            known(name);
            if (IMAGES.containsKey(name)) {
                images.add(made(component, IMAGES.get(name)));
            } else {
                batches.add(made(component, BATCHES.get(name)));
            }
        }
        return new Augmentations(images, batches);
    }

    private static <T> T made(Component component, Known<T> known) {
        return Options.read(
                "the augmentation '" + component.name() + "'", component.options(), known.reader());
    }

    /** The image after all that is done to each. */
    public Image apply(Image image, RandomGenerator random) {
        Image changed = image;
        for (Augmentation augmentation : images) {
            changed = augmentation.apply(changed, random);
        }
        return changed;
    }

    /** The batch after one of the mixings, or the batch itself where there is none. */
    public ImageBatch apply(ImageBatch batch, RandomGenerator random) {
        return batches.isEmpty()
                ? batch
                : batches.get(random.nextInt(batches.size())).apply(batch, random);
    }

    /** How a recipe holds it; {@link #of} makes it again. */
    public List<Component> components() {
        return Stream.concat(
                        images.stream().map(Augmentation::component),
                        batches.stream().map(BatchMixing::component))
                .toList();
    }

    /** The names, for a person. */
    @Override
    public String toString() {
        return components().stream().map(Component::name).collect(Collectors.joining(", "));
    }
}
