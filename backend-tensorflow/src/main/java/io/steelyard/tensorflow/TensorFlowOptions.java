package io.steelyard.tensorflow;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensorflow.internal.library.LibrarySettings;
import io.steelyard.tensorflow.internal.run.Device;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of the backend, read and checked.
 *
 * @param threads within an operation, on the processor
 * @param device what functions run on
 * @param xla whether functions are compiled as a whole
 * @param settings of the library, for the whole process
 */
record TensorFlowOptions(int threads, Device device, boolean xla, LibrarySettings settings) {
    private static final String THREADS = "threads";
    private static final String DEVICE = "device";
    private static final String XLA = "xla";
    private static final String DETERMINISTIC = "deterministic";
    private static final String TF32 = "tf32";
    private static final String MEMORY_GROWTH = "memory_growth";
    private static final Set<String> KNOWN =
            new TreeSet<>(Set.of(THREADS, DEVICE, XLA, DETERMINISTIC, TF32, MEMORY_GROWTH));

    private static final int MOST_THREADS = 1024;
    private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,4}))?");

    /** Throws {@code INVALID_ARGUMENT} for an option or a value that is not known. */
    static TensorFlowOptions of(Map<String, String> options) {
        Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The tensorflow backend has no option "
                            + unknown
                            + "; it knows "
                            + KNOWN
                            + ".");
        }
        return new TensorFlowOptions(
                threads(options.get(THREADS)),
                device(
                        options.getOrDefault(DEVICE, "cpu").strip(),
                        flag(options, MEMORY_GROWTH, true)),
                flag(options, XLA, false),
                new LibrarySettings(
                        flag(options, DETERMINISTIC, true), flag(options, TF32, false)));
    }

    private static int threads(@Nullable String text) {
        if (text == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (text.strip().matches("\\d{1,4}")) {
            int threads = Integer.parseInt(text.strip());
            if (threads >= 1 && threads <= MOST_THREADS) {
                return threads;
            }
        }
        throw invalid(THREADS, text, "whole numbers from 1 to " + MOST_THREADS);
    }

    private static Device device(String text, boolean memoryGrowth) {
        if (text.equals("cpu")) {
            return new Device.Cpu();
        }
        Matcher gpu = GPU.matcher(text);
        if (gpu.matches()) {
            return new Device.Gpu(
                    gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)), memoryGrowth);
        }
        throw invalid(DEVICE, text, "cpu, gpu, and gpu:0, gpu:1 and so on");
    }

    private static boolean flag(Map<String, String> options, String name, boolean otherwise) {
        String text = options.get(name);
        if (text == null) {
            return otherwise;
        }
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, text, "true and false");
        };
    }

    private static SteelyardException invalid(String name, String text, String accepted) {
        return new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "Option "
                        + name
                        + " of the tensorflow backend was '"
                        + text
                        + "'; accepted are "
                        + accepted
                        + ".");
    }
}
