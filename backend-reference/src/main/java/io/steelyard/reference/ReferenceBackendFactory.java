package io.steelyard.reference;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Starts {@link ReferenceBackend}s. Option {@code threads}: how many threads share the work of a
 * run, the calling one included; all processors when absent.
 */
public final class ReferenceBackendFactory implements BackendFactory {
    private static final String THREADS = "threads";
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final int MOST_THREADS = 1024;

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public Backend create(Map<String, String> options) {
        Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.remove(THREADS);
        if (!unknown.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The reference backend has no option "
                            + unknown
                            + "; it knows "
                            + THREADS
                            + ".");
        }
        // Asked before any class that links to the Vector API is loaded.
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "The reference backend needs the module "
                            + VECTOR_MODULE
                            + ", which this Java process was started without; add --add-modules "
                            + VECTOR_MODULE
                            + " to the java command.");
        }
        return new ReferenceBackend(threads(options));
    }

    private static int threads(Map<String, String> options) {
        String text = options.get(THREADS);
        if (text == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(text.strip());
            if (threads >= 1 && threads <= MOST_THREADS) {
                return threads;
            }
        } catch (NumberFormatException problem) {
            throw invalid(text, problem);
        }
        throw invalid(text, null);
    }

    private static SteelyardException invalid(
            String text, @org.jspecify.annotations.Nullable NumberFormatException problem) {
        return new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "Option threads of the reference backend was '"
                        + text
                        + "'; accepted are whole numbers from 1 to "
                        + MOST_THREADS
                        + ".",
                problem);
    }
}
