package com.example.interpreter;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Starts {@link InterpreterBackend}s. Option {@code verify}: {@code true} to verify each program
 * after each pass, {@code false} (as when absent) where the compile options ask for it.
 */
public final class InterpreterBackendFactory implements BackendFactory {
    private static final String VERIFY = "verify";

    @Override
    public String name() {
        return InterpreterBackend.NAME;
    }

    /** Below every other backend: it is slow, and wanted only by its name. */
    @Override
    public int preference() {
        return -100;
    }

    @Override
    public Backend create(Map<String, String> options) {
        Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.remove(VERIFY);
        if (!unknown.isEmpty()) {
            throw invalid(
                    "The interpreter has no option " + unknown + "; it knows " + VERIFY + ".");
        }
        return new InterpreterBackend(
                switch (options.getOrDefault(VERIFY, "false")) {
                    case "true" -> true;
                    case "false" -> false;
                    case String other ->
                            throw invalid(
                                    "Option verify of the interpreter was '"
                                            + other
                                            + "'; accepted are true and false.");
                });
    }

    private static SteelyardException invalid(String message) {
        return new SteelyardException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
