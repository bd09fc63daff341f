package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * TensorFlow's native library: which one is on the class path, and loading it once with the
 * settings that count from then on. It comes as a jar, {@code tensorflow-core-native} with the
 * platform as its classifier, and is unpacked at its first use.
 */
public final class NativeLibrary {
    private static final String VERSION = "1.1.0";
    private static final String GPU = "-gpu";

    /** Quiet, but for errors. */
    private static final String LOG_LEVEL = "2";

    private static final String LOG_VARIABLE = "TF_CPP_MIN_LOG_LEVEL";
    private static final String DETERMINISM_VARIABLE = "TF_DETERMINISTIC_OPS";

    private static final String TF32_VARIABLE = "NVIDIA_TF32_OVERRIDE";

    private static @Nullable LibrarySettings loaded;

    private NativeLibrary() {}

    /** The platform of this machine, as jars name it: {@code linux-x86_64}. */
    public static String platform() {
        return Loader.getPlatform();
    }

    /** Whether the library on the class path can use graphics processors. */
    public static boolean supportsGpu() {
        return isThere(platform() + GPU);
    }

    /** Whether one for this machine is on the class path; nothing is loaded. */
    public static boolean isPresent() {
        return isThere(platform()) || supportsGpu();
    }

    /** Where it is unpacked to. */
    public static Path cache() {
        try {
            return Loader.getCacheDir().toPath();
        } catch (IOException problem) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "There is no folder into which TensorFlow's native library can be unpacked;"
                            + " name one with -Dorg.bytedeco.javacpp.cachedir=FOLDER.",
                    problem);
        }
    }

    /** The version of TensorFlow; the library is loaded. */
    public static String version() {
        return TF_Version().getString();
    }

    /** Loads the library, if it is not loaded yet, for what computes nothing. */
    public static synchronized void loadAsItIs() {
        load(loaded == null ? LibrarySettings.EXACT : loaded);
    }

    /**
     * Loads the library, if it is not loaded yet.
     *
     * @param settings count when it is loaded first
     * @throws SteelyardException {@code BACKEND_UNSUPPORTED} when it is missing, broken, or was
     *     loaded with settings that allow more, saying what to add or change
     */
    public static synchronized void load(LibrarySettings settings) {
        if (loaded != null) {
            settings.requireServedBy(loaded);
            return;
        }
        String platform = platform();
        if (!isPresent()) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "TensorFlow's native library for "
                            + platform
                            + " is not on the class path; add "
                            + artifact(platform)
                            + ", or org.tensorflow:tensorflow-core-platform:"
                            + VERSION
                            + " with the libraries of all platforms, or choose another backend.");
        }
        if (isThere(platform) && isThere(platform + GPU)) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "TensorFlow's native library is on the class path twice, with and without"
                            + " graphics processors; leave one of "
                            + artifact(platform)
                            + " and "
                            + artifact(platform + GPU)
                            + ".");
        }
        // JavaCPP would count the memory of the whole process against the Java heap, and end runs.
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxphysicalbytes", "0");
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxbytes", "0");
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(LOG_VARIABLE, LOG_LEVEL);
        if (settings.deterministic()) {
            variables.put(DETERMINISM_VARIABLE, "1");
        }
        if (!settings.tf32()) {
            variables.put(TF32_VARIABLE, "0");
        }
        variables.forEach(ProcessEnvironment::setIfAbsent);
        try {
            Loader.load(org.tensorflow.internal.c_api.global.tensorflow.class);
        } catch (LinkageError broken) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "TensorFlow's native library for "
                            + platform
                            + " could not be loaded from "
                            + cache()
                            + " ("
                            + broken.getMessage()
                            + "); if the folder is damaged or its disk is full, make room, delete"
                            + " it and try again, and otherwise choose another backend.",
                    broken);
        }
        loaded = settings;
    }

    private static String artifact(String classifier) {
        return "org.tensorflow:tensorflow-core-native:" + VERSION + ":" + classifier;
    }

    private static boolean isThere(String folder) {
        return resource(folder) != null;
    }

    private static @Nullable URL resource(String folder) {
        return org.tensorflow.internal.c_api.global.tensorflow.class.getResource(
                "/org/tensorflow/internal/c_api/"
                        + folder
                        + "/"
                        + System.mapLibraryName("jnitensorflow"));
    }
}
